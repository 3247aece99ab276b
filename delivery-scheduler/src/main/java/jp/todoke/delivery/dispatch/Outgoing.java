package jp.todoke.delivery.dispatch;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;
import jp.todoke.delivery.wording.Wording;

/**
 * What a chunk is about, read from its campaign or notice when the chunk is taken.
 *
 * @param topic what a person can switch off; empty for a notice
 * @param hintOnly whether mail and LINE get the neutral hint instead of the words
 * @param resends whether a mail that was perhaps sent is sent again by itself
 * @param usefulUntil first instant at which it is of no use any more, UTC
 * @param halted asks anew whether staff stopped it
 */
record Outgoing(
    Wording wording,
    Category category,
    Importance importance,
    String topic,
    boolean hintOnly,
    boolean resends,
    Optional<Instant> usefulUntil,
    BooleanSupplier halted) {}
