package jp.todoke.faq;

/** Where a version of an entry stands between its author and the citizens. */
public enum FaqStatus {
  /** Being written; no citizen sees it. */
  DRAFT,
  /** Waits for somebody else to publish it; no citizen sees it. */
  REVIEW,
  /** Answers citizens within its period of validity. */
  PUBLISHED,
  /** Withdrawn; kept for the record. */
  RETIRED
}
