package jp.todoke.delivery.ledger;

/** What a chunk belongs to; in the order in which chunks are taken from the queue. */
public enum Kind {
  /** A campaign about life or safety; goes before everything. */
  EMERGENCY,
  /** An official notice to one person; never waits behind a campaign. */
  NOTICE,
  /** What a trigger sends by itself. */
  TRIGGER,
  /** A campaign to a segment. */
  CAMPAIGN;

  /** Whether neither the hour nor the contact budget holds it up. */
  public boolean urgent() {
    return this == EMERGENCY;
  }

  /** Whether a person may end it by a click: neither official nor about safety. */
  public boolean subscription() {
    return this == TRIGGER || this == CAMPAIGN;
  }

  /** Whether a person decides about what was perhaps sent; what nobody watches is given up. */
  public boolean watched() {
    return this == EMERGENCY || this == CAMPAIGN;
  }
}
