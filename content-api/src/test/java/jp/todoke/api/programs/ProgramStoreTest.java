package jp.todoke.api.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jp.todoke.api.rest.Filter;
import jp.todoke.api.rest.Json;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProgramStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              new Attribute(
                  "ward",
                  "お住まいの区",
                  AttributeType.ENUM,
                  List.of("北区", "中央区"),
                  "",
                  "service",
                  "residents-register",
                  1)));

  private ProgramStore programs;

  @BeforeEach
  void open() {
    store.database().getCollection("programs").drop();
    programs = new ProgramStore(store.database(), () -> CATALOGUE);
  }

  private static Program program(String id, int version, String category) throws IOException {
    JsonNode condition = Json.mapper().readTree("{\"attribute\": \"ward\", \"is\": \"北区\"}");
    return new Program(
        id,
        version,
        "保育料の減額",
        "ほいくりょうのげんがく",
        "保育料を下げます。",
        "区役所で申し込みます。",
        "未就学のお子さんがいる方",
        "こども青少年局",
        "https://www.city.minato-sample.example.jp/seido/" + id,
        List.of(category),
        List.of("保育園 費用"),
        Optional.of(LocalDate.of(2026, 4, 1)),
        Optional.of(LocalDate.of(2027, 3, 31)),
        true,
        Optional.of(ConditionJson.read(condition, CATALOGUE)),
        Instant.parse("2026-11-20T00:00:00Z"));
  }

  private static Program bare(String id) {
    return new Program(
        id,
        1,
        "ごみの収集",
        "",
        "",
        "",
        "",
        "",
        "",
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Instant.parse("2026-11-20T00:00:00Z"));
  }

  @Test
  void aProgramIsReadAsItWasStored() throws IOException {
    Program full = program("nursery-fee-cut", 1, "子育て");
    assertThat(programs.insert(full)).isTrue();
    assertThat(programs.insert(bare("waste"))).isTrue();
    assertThat(programs.find("nursery-fee-cut")).hasValue(full);
    assertThat(programs.find("waste")).hasValue(bare("waste"));
    assertThat(programs.find("nothing")).isEmpty();
  }

  @Test
  void anIdIsTakenOnce() throws IOException {
    programs.insert(program("p", 1, "子育て"));
    assertThat(programs.insert(bare("p"))).isFalse();
    assertThat(programs.find("p")).hasValue(program("p", 1, "子育て"));
  }

  @Test
  void anEditCountsOnlyFromTheVersionThatWasRead() throws IOException {
    programs.insert(program("p", 1, "子育て"));
    assertThat(programs.replace(program("p", 2, "教育"), 1)).isTrue();
    assertThat(programs.replace(program("p", 2, "福祉"), 1)).isFalse();
    assertThat(programs.find("p")).hasValue(program("p", 2, "教育"));
  }

  @Test
  void aRemovalCountsOnlyFromTheVersionThatWasRead() throws IOException {
    programs.insert(program("p", 3, "子育て"));
    assertThat(programs.delete("p", 2)).isFalse();
    assertThat(programs.delete("p", 3)).isTrue();
    assertThat(programs.find("p")).isEmpty();
  }

  @Test
  void manyAreStoredAtOnceWhetherNewOrNot() throws IOException {
    programs.insert(program("a", 1, "子育て"));
    programs.put(List.of(program("a", 2, "教育"), bare("b"), bare("c")));
    programs.put(List.of());
    assertThat(programs.all()).extracting(Program::id).containsExactly("a", "b", "c");
    assertThat(programs.findAll(Set.of("a", "c", "nothing"))).containsOnlyKeys("a", "c");
    assertThat(programs.find("a").orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void pagesGoOnAfterTheLastIdUnderAFilter() throws IOException {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      programs.insert(program(id, 1, id.equals("c") ? "防災" : "子育て"));
    }
    assertThat(programs.page(Filters.empty(), "", 2))
        .extracting(Program::id)
        .containsExactly("a", "b");
    assertThat(
            programs.page(
                Filter.read("{\"category\": {\"_eq\": \"子育て\"}}", ProgramsResource.FIELDS), "b", 9))
        .extracting(Program::id)
        .containsExactly("d", "e");
    assertThat(
            programs.page(
                Filter.read("{\"title\": {\"_contains\": \"減額\"}}", ProgramsResource.FIELDS),
                "d",
                9))
        .extracting(Program::id)
        .containsExactly("e");
  }
}
