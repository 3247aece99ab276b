package jp.todoke.api.contents;

import jakarta.nosql.Column;
import jakarta.nosql.Entity;
import jakarta.nosql.Id;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A document of {@code contents}. Instants are {@link Date}, else JNoSQL stores texts that do not
 * sort; an empty list is absent, else JNoSQL stores an empty document.
 */
@Entity("contents")
record StoredContent(
    @Id String id,
    @Column String sourceId,
    @Column String title,
    @Column String summary,
    @Column String bodyHtml,
    @Column String url,
    @Column String language,
    @Column @Nullable List<String> categories,
    @Column Date publishedAt,
    @Column Date modifiedAt,
    @Column @Nullable Date validFrom,
    @Column @Nullable Date validTo,
    @Column boolean withdrawn,
    @Column int version,
    @Column Date fetchedAt) {

  static StoredContent of(ContentItem item) {
    return new StoredContent(
        item.id(),
        item.sourceId(),
        item.title(),
        item.summary(),
        item.bodyHtml(),
        item.url(),
        item.language(),
        item.categories().isEmpty() ? null : item.categories(),
        Date.from(item.publishedAt()),
        Date.from(item.modifiedAt()),
        item.validFrom().map(Date::from).orElse(null),
        item.validTo().map(Date::from).orElse(null),
        item.withdrawn(),
        item.version(),
        Date.from(item.fetchedAt()));
  }

  ContentItem item() {
    return new ContentItem(
        id,
        sourceId,
        title,
        summary,
        bodyHtml,
        url,
        language,
        categories == null ? List.of() : categories,
        publishedAt.toInstant(),
        modifiedAt.toInstant(),
        instant(validFrom),
        instant(validTo),
        Optional.empty(),
        false,
        withdrawn,
        version,
        fetchedAt.toInstant());
  }

  private static Optional<Instant> instant(@Nullable Date date) {
    return Optional.ofNullable(date).map(Date::toInstant);
  }
}
