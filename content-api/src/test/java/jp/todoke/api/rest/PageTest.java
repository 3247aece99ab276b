package jp.todoke.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import jp.todoke.api.problems.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

  private static final TreeSet<String> WARDS =
      new TreeSet<>(List.of("中央区", "北区", "東区", "港区", "緑区", "西 区", "a:b", "x/y?z"));

  private static Page<String> page(int limit, @Nullable String cursor) {
    List<String> oneMore =
        WARDS.tailSet(Page.after(cursor), false).stream().limit(limit + 1L).toList();
    return Page.of(oneMore, limit, ward -> ward);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 9})
  void walkingByCursorShowsEveryItemOnceWhateverTheSize(int limit) {
    List<String> walked = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<String> page = page(limit, cursor);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      walked.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(walked).containsExactlyElementsOf(WARDS);
  }

  @Test
  void aCursorTravelsInAUrlAsItIs() {
    assertThat(page(7, null).nextCursor()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void theSameItemsInAnotherViewKeepTheirCursor() {
    Page<String> page = page(3, null);
    assertThat(page.map(String::length).nextCursor()).isEqualTo(page.nextCursor());
  }

  @Test
  void anEmptyListHasNoNextPage() {
    assertThat(Page.of(List.<String>of(), 20, ward -> ward).nextCursor()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"秘密-4711", "%%%", "a b", "=", "a"})
  void aCursorThatIsNotOursIsRefused(String cursor) {
    assertThatThrownBy(() -> Page.after(cursor))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().code()).isEqualTo("invalid-cursor");
              assertThat(refusal.problem().toString()).doesNotContain("4711");
            });
  }

  @Test
  void twentyAreShownWhenNoNumberIsAsked() {
    assertThat(Page.limit(null, Page.MOST)).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "100, 100", "500, 500"})
  void asManyAreShownAsAreAskedWithinTheLimits(int asked, int most) {
    assertThat(Page.limit(asked, most)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "-1, 100", "101, 100", "501, 500"})
  void moreOrFewerAreRefused(int asked, int most) {
    assertThatThrownBy(() -> Page.limit(asked, most))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.problem().code()).isEqualTo("invalid-limit"));
  }
}
