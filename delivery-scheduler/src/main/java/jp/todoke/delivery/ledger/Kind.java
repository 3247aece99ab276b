package jp.todoke.delivery.ledger;

/** What a chunk belongs to; in the order in which chunks are taken from the queue. */
public enum Kind {
  /** An official notice to one person; never waits behind a campaign. */
  NOTICE,
  /** A campaign to a segment. */
  CAMPAIGN
}
