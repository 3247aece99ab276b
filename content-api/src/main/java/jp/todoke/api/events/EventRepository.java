package jp.todoke.api.events;

import jakarta.data.repository.BasicRepository;
import jakarta.data.repository.Repository;
import java.util.Collection;
import java.util.Date;
import java.util.List;

/** {@code events} through Jakarta Data; only read by it, see {@link EventStore}. */
@Repository
interface EventRepository extends BasicRepository<StoredEvent, String> {

  List<StoredEvent> findByIdIn(Collection<String> ids);

  List<StoredEvent> findByEndOnGreaterThanEqual(Date day);
}
