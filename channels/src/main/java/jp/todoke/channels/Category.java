package jp.todoke.channels;

/** What kind of message it is to the person. */
public enum Category {
  /** A push the city chose to send to a segment (function #10). */
  PUSH,
  /** An official notice to a named person (functions #11 #14). */
  NOTICE,
  /** A message handed over by another of the city's applications (function #13). */
  OTHER_APP
}
