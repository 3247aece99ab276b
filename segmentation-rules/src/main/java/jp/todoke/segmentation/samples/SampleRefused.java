package jp.todoke.segmentation.samples;

import java.util.List;

/** A sample profile that cannot be kept, with everything that is wrong with it. */
public final class SampleRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  SampleRefused(Fault[] faults) {
    super("faults of the sample profile: " + faults.length);
    this.faults = List.of(faults);
  }

  /**
   * One thing that is wrong.
   *
   * @param pointer a JSON Pointer into the sample profile
   * @param code the exchange's own code where it would refuse the same, else {@code
   *     invalid-sample-part}
   * @param reason what is asked for, in words; never the value
   */
  public record Fault(String pointer, String code, String reason) {}

  /** All of them, at most 100. */
  public List<Fault> faults() {
    return faults;
  }
}
