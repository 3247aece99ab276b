package jp.todoke.delivery.approvals;

/** The step is not possible in the state it is in. */
public final class WrongState extends RuntimeException {

  /** Names what it is about, its state and the step. */
  public WrongState(String id, Enum<?> state, String step) {
    super(id + " is " + state + " and can not be " + step);
  }
}
