package jp.todoke.channels.portal;

/** Knows who is in the audience of a post. Asked for every post at every look into an inbox. */
@FunctionalInterface
public interface PostAudiences {

  /** Nobody is in any. */
  PostAudiences EMPTY = (audience, commonId) -> false;

  /** Whether that person is in the set of people of that name. */
  boolean contains(String audience, String commonId);
}
