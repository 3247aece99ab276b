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
  void receiptsEndWithTheirTimeButThoseThatAreKept() {
    receipts.record(
        List.of(
            old("flu-m0-1"),
            old("zoo-m0-1"),
            old("n-tax-m0-0"),
            old("n"),
            old("n.x-m0-1"),
            new Receipt("mail", "new", "250", Optional.empty(), Citizens.NOON)));

    assertThat(receipts.forgetBefore(Citizens.NOON, "n-", 3)).isEqualTo(3);
    assertThat(receipts.forgetBefore(Citizens.NOON, "n-", 3)).isEqualTo(1);
    assertThat(receipts.forgetBefore(Citizens.NOON, "n-", 3)).isZero();
    assertThat(receipts.of("flu-m0-1")).isEmpty();
    assertThat(receipts.of("n-tax-m0-0")).hasSize(1);
    assertThat(receipts.of("new")).hasSize(1);
  }

  private static Receipt old(String ref) {
    return new Receipt("mail", ref, "250", Optional.empty(), Citizens.NOON.minusSeconds(90));
  }
}
