package jp.todoke.templates;

import static jp.todoke.templates.Drafts.HEALTH_CHECK;
import static jp.todoke.templates.Drafts.NOON_IN_JAPAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TemplatesStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final Templates templates = new Templates(store.database(), NOON_IN_JAPAN);

  @Test
  void aSavedTemplateIsFoundAsItWas() {
    MessageTemplate saved = templates.create("health-check", HEALTH_CHECK);

    assertThat(templates.find("health-check")).contains(saved);
    assertThat(templates.find("health-check", 1)).contains(saved);
    assertThat(templates.find("health-check", 2)).isEmpty();
    assertThat(saved.savedAt()).isEqualTo(NOON_IN_JAPAN.instant());
  }

  @Test
  void anEditIsANewVersionAndTheOldOneStays() {
    templates.create("garbage-day", Drafts.japanese("ごみの日", "あすは{{kind}}の日です。"));
    templates.revise("garbage-day", 1, Drafts.japanese("ごみの日", "あすは{{kind}}の収集日です。"));

    assertThat(templates.find("garbage-day").orElseThrow().version()).isEqualTo(2);
    assertThat(templates.find("garbage-day", 1).orElseThrow().variants())
        .containsEntry("ja", Variant.plain("ごみの日", "あすは{{kind}}の日です。"));
  }

  @Test
  void anEditOfAnOldVersionIsRefusedAsStale() {
    templates.create("stale", Drafts.japanese("件名", "一"));
    templates.revise("stale", 1, Drafts.japanese("件名", "二"));

    assertThatExceptionOfType(StaleTemplate.class)
        .isThrownBy(() -> templates.revise("stale", 1, Drafts.japanese("件名", "三")));
    assertThatExceptionOfType(StaleTemplate.class)
        .isThrownBy(() -> templates.revise("stale", 7, Drafts.japanese("件名", "八")));
  }

  @Test
  void ofManyEditorsAtOnceExactlyOneWins() throws Exception {
    templates.create("race", Drafts.japanese("件名", "一"));
    List<Callable<Boolean>> editors = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      editors.add(
          () -> {
            try {
              templates.revise("race", 1, Drafts.japanese("件名", "二"));
              return true;
            } catch (StaleTemplate slower) {
              return false;
            }
          });
    }
    int winners = 0;
    try (ExecutorService pool =
        Executors.newFixedThreadPool(8, work -> new Thread(work, "editor"))) {
      for (Future<Boolean> editor : pool.invokeAll(editors)) {
        winners += editor.get() ? 1 : 0;
      }
    }

    assertThat(winners).isEqualTo(1);
    assertThat(templates.find("race").orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void anIdIsTakenOnceAndAnUnknownOneCanNotBeRevised() {
    templates.create("taken", HEALTH_CHECK);

    assertThatExceptionOfType(TemplateAlreadyExists.class)
        .isThrownBy(() -> templates.create("taken", HEALTH_CHECK));
    assertThatExceptionOfType(UnknownTemplate.class)
        .isThrownBy(() -> templates.revise("nobody", 1, HEALTH_CHECK));
  }

  @Test
  void pagesShowTheLatestVersionsInOrder() {
    for (String id : List.of("zz-a", "zz-b", "zz-c")) {
      templates.create(id, HEALTH_CHECK);
    }
    templates.revise("zz-b", 1, Drafts.japanese("件名", "新しい"));

    List<MessageTemplate> first = templates.page("zz", 2);
    assertThat(first).extracting(MessageTemplate::id).containsExactly("zz-a", "zz-b");
    assertThat(first).extracting(MessageTemplate::version).containsExactly(1, 2);
    assertThat(templates.page("zz-b", 2)).extracting(MessageTemplate::id).containsExactly("zz-c");
  }
}
