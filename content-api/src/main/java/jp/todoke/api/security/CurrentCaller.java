package jp.todoke.api.security;

import jakarta.enterprise.context.RequestScoped;

/** The caller of the request at hand; set once by the filter, asked by resources. */
@RequestScoped
public class CurrentCaller {

  private Caller caller = Caller.ANONYMOUS;

  /** Who calls; {@link Caller#ANONYMOUS} on an open route without a token. */
  public Caller caller() {
    return caller;
  }

  /** The common ID of the citizen who calls. */
  public String commonId() {
    return caller.commonId();
  }

  /** The staff id of who calls. */
  public String staffId() {
    return caller.staffId();
  }

  void is(Caller known) {
    caller = known;
  }
}
