package jp.todoke.segmentation.profiles;

/** The person changed their own data elsewhere since they read it. */
public final class ProfileStale extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ProfileStale(long expected) {
    super("the profile is no longer at version " + expected);
  }
}
