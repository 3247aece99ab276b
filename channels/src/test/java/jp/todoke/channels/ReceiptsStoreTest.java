package jp.todoke.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReceiptsStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final Receipts receipts = new Receipts(store.database());

  @Test
  void whatProvidersSaidIsFoundInOrderAndToldTwiceKeptOnce() {
    Receipt first = new Receipt("line", "ref-1", "500", Optional.of("req-1"), Citizens.NOON);
    Receipt second =
        new Receipt("line", "ref-1", "409", Optional.empty(), Citizens.NOON.plusSeconds(60));

    receipts.record(List.of(second, first));
    receipts.record(List.of(first));

    assertThat(receipts.of("ref-1")).containsExactly(first, second);
    assertThat(receipts.of("ref-2")).isEmpty();
  }

  @Test
  void receiptsEndWithTheirTime() {
    receipts.record(
        List.of(
            new Receipt("mail", "old", "250", Optional.empty(), Citizens.NOON.minusSeconds(90)),
            new Receipt("mail", "new", "250", Optional.empty(), Citizens.NOON)));

    assertThat(receipts.forgetBefore(Citizens.NOON)).isEqualTo(1);
    assertThat(receipts.of("old")).isEmpty();
    assertThat(receipts.of("new")).hasSize(1);
  }
}
