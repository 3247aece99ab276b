package jp.todoke.api.contents;

import jakarta.data.repository.BasicRepository;
import jakarta.data.repository.Repository;
import java.util.Collection;
import java.util.Date;
import java.util.List;

/** {@code contents} through Jakarta Data; saving replaces the whole document. */
@Repository
interface ContentRepository extends BasicRepository<StoredContent, String> {

  List<StoredContent> findByIdIn(Collection<String> ids);

  List<StoredContent> findByFetchedAtGreaterThanEqual(Date since);
}
