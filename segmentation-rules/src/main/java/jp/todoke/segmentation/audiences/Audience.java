package jp.todoke.segmentation.audiences;

import java.time.LocalDate;
import java.util.function.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * A set of people of this node's city at one moment: a snapshot that does not change. Sets of one
 * {@link Audiences} may be combined.
 */
public final class Audience {

  private final LocalDate asOf;
  private final RoaringBitmap yes;
  private final RoaringBitmap unknown;
  private final Ordinals numbers;

  Audience(LocalDate asOf, RoaringBitmap yes, RoaringBitmap unknown, Ordinals numbers) {
    this.asOf = asOf;
    this.yes = yes;
    this.unknown = unknown;
    this.numbers = numbers;
  }

  /** The day in Asia/Tokyo its answers are of. */
  public LocalDate asOf() {
    return asOf;
  }

  /** How many people are in it; only a yes counts. */
  public int size() {
    return yes.getCardinality();
  }

  /** Of how many it cannot be told. */
  public int unknown() {
    return unknown.getCardinality();
  }

  /** Whether the person at that ordinal is in it. */
  public boolean contains(int ordinal) {
    return yes.contains(ordinal);
  }

  /** Those in both; unknown are those of whom that could still turn out. */
  public Audience and(Audience other) {
    RoaringBitmap both = RoaringBitmap.and(yes, other.yes);
    RoaringBitmap possible = RoaringBitmap.and(possible(), other.possible());
    return of(other, both, possible);
  }

  /** Those in either. */
  public Audience or(Audience other) {
    return of(
        other, RoaringBitmap.or(yes, other.yes), RoaringBitmap.or(possible(), other.possible()));
  }

  /** Those in this one who are surely not in the other. */
  public Audience andNot(Audience other) {
    return of(
        other,
        RoaringBitmap.andNot(yes, other.possible()),
        RoaringBitmap.andNot(possible(), other.yes));
  }

  /**
   * Those in this one who were not in an earlier one, also where it could not tell of them then;
   * everybody where the city was read anew between the two.
   */
  public Audience entered(Audience earlier) {
    return numbers == earlier.numbers
        ? new Audience(asOf, RoaringBitmap.andNot(yes, earlier.yes), new RoaringBitmap(), numbers)
        : this;
  }

  private Audience of(Audience other, RoaringBitmap certain, RoaringBitmap possible) {
    possible.andNot(certain);
    if (numbers != other.numbers) {
      throw new IllegalStateException("sets of people of two readings of the city");
    }
    return new Audience(asOf.isBefore(other.asOf) ? asOf : other.asOf, certain, possible, numbers);
  }

  private RoaringBitmap possible() {
    return RoaringBitmap.or(yes, unknown);
  }

  /** How many bytes it takes in the heap. */
  long bytes() {
    return yes.getLongSizeInBytes() + unknown.getLongSizeInBytes();
  }

  /** Who stands at its ordinals. */
  Ordinals numbers() {
    return numbers;
  }

  /** The ordinals of those in it, a copy. */
  RoaringBitmap members() {
    return yes.clone();
  }

  void each(IntConsumer taker) {
    yes.forEach((int ordinal) -> taker.accept(ordinal));
  }
}
