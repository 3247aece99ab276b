package jp.todoke.faq;

/** Where an entry stands between its author and the citizens. */
public enum FaqStatus {
  /** Being written; no citizen sees it. */
  DRAFT,
  /** Answers citizens within its period of validity. */
  PUBLISHED,
  /** Withdrawn; kept for the record. */
  RETIRED
}
