package jp.todoke.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import java.util.Map;
import jp.todoke.api.problems.Refusal;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

  private static final Map<String, Filter.Field> FIELDS =
      Map.of(
          "title", new Filter.Field("name", Filter.Kind.TEXT),
          "size", new Filter.Field("size", Filter.Kind.NUMBER),
          "startOn", new Filter.Field("startOn", Filter.Kind.DAY),
          "changedAt", new Filter.Field("changedAt", Filter.Kind.INSTANT));

  private static BsonDocument read(@Nullable String filter) {
    Bson read = Filter.read(filter, FIELDS);
    return read.toBsonDocument(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry());
  }

  @Test
  void noFilterMeansEverything() {
    assertThat(read(null)).isEmpty();
    assertThat(read("  ")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'title': {'_eq': '保育'}}               | {'$and': [{'$and': [{'name': '保育'}]}]}",
        "{'title': {'_ne': '保育'}}               | {'$and': [{'$and': [{'name': {'$ne': '保育'}}]}]}",
        "{'size': {'_gte': 1, '_lt': 5}} | {'$and': [{'$and': [{'size': {'$gte': 1.0}}, {'size': {'$lt': 5.0}}]}]}",
        "{'title': {'_in': ['a', 'b']}} | {'$and': [{'$and': [{'name': {'$in': ['a', 'b']}}]}]}",
        "{'title': {'_empty': true}} | {'$and': [{'$and': [{'name': {'$in': [null, '']}}]}]}",
        "{'startOn': {'_eq': '2026-11-20'}} | {'$and': [{'$and': [{'startOn': {'$date': '2026-11-20T00:00:00Z'}}]}]}",
        "{'changedAt': {'_gt': '2026-11-20T01:02:03Z'}} | {'$and': [{'$and': [{'changedAt': {'$gt': {'$date': '2026-11-20T01:02:03Z'}}}]}]}"
      })
  void anOperatorBecomesTheDatabasesOwnOnTheStoredName(String filter, String expected) {
    assertThat(read(filter.replace('\'', '"')))
        .isEqualTo(BsonDocument.parse(expected.replace('\'', '"')));
  }

  @Test
  void aContainedTextIsTakenByTheLetterNotAsAPattern() {
    assertThat(read("{\"title\": {\"_contains\": \".*\"}}").toJson()).contains("\\\\Q.*\\\\E");
  }

  @Test
  void andAndOrNestFiveDeepAndNoDeeper() {
    String filter = "{\"title\": {\"_eq\": \"a\"}}";
    for (int depth = 1; depth < 5; depth++) {
      filter = "{\"_or\": [" + filter + "]}";
    }
    assertThat(read(filter)).isNotEmpty();
    assertRefused("{\"_and\": [" + filter + "]}");
  }

  @Test
  void aFilterHasAtMostAHundredParts() {
    String part = "{\"title\": {\"_eq\": \"a\"}},";
    assertRefused("{\"_or\": [" + part.repeat(60) + part.substring(0, part.length() - 1) + "]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{}",
        "\"秘密-4711\"",
        "{\"秘密-4711\": {\"_eq\": 1}}",
        "{\"$where\": \"1\"}",
        "{\"title\": {\"$ne\": \"a\"}}",
        "{\"title\": {\"_like\": \"秘密-4711\"}}",
        "{\"title\": {\"_eq\": {\"$ne\": null}}}",
        "{\"title\": {\"_eq\": null}}",
        "{\"title\": \"a\"}",
        "{\"title\": {}}",
        "{\"title\": {\"_in\": \"a\"}}",
        "{\"title\": {\"_empty\": 1}}",
        "{\"size\": {\"_eq\": \"秘密-4711\"}}",
        "{\"size\": {\"_contains\": \"1\"}}",
        "{\"startOn\": {\"_eq\": \"2026-02-30\"}}",
        "{\"changedAt\": {\"_eq\": \"2026-11-20\"}}",
        "{\"startOn\": {\"_eq\": \"+999999999-12-31\"}}",
        "{\"changedAt\": {\"_eq\": \"+1000000000-12-31T23:59:59.999999999Z\"}}",
        "{\"title\": {\"_contains\": \"\\u0000\"}}",
        "{\"_or\": {}}",
        "{\"_or\": []}"
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String filter) {
    assertRefused(filter);
  }

  private static void assertRefused(String filter) {
    assertThatThrownBy(() -> read(filter))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().status()).isEqualTo(400);
              assertThat(refusal.problem().code()).isEqualTo("invalid-filter");
              assertThat(refusal.problem().toString()).doesNotContain("秘密-4711");
            });
  }
}
