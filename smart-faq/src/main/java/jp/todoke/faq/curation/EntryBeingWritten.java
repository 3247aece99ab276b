package jp.todoke.faq.curation;

/** The entry a proposal would change is being written by staff: publish or withdraw that first. */
public final class EntryBeingWritten extends RuntimeException {

  EntryBeingWritten(String entryId) {
    super("FAQ entry " + entryId + " has a newer version that is not published");
  }
}
