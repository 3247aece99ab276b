package jp.todoke.api.wiring;

import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfoList;
import io.github.classgraph.ScanResult;
import jakarta.data.repository.BasicRepository;
import jakarta.data.repository.CrudRepository;
import jakarta.data.repository.DataRepository;
import jakarta.data.repository.Repository;
import jakarta.nosql.Embeddable;
import jakarta.nosql.Entity;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jnosql.mapping.metadata.ClassScanner;

/**
 * The entities and repositories that JNoSQL is to know, looked for in our own packages only: its
 * own look reads every class of every library, which takes a server several seconds and 400 MB at
 * each start. Each of our repositories is an interface that extends one of Jakarta Data's.
 * Thread-safe.
 */
public final class OwnClasses implements ClassScanner {

  private static final String OURS = "jp.todoke";

  private static final Set<Class<?>> STANDARD =
      Set.of(DataRepository.class, BasicRepository.class, CrudRepository.class);

  private final Set<Class<?>> entities;
  private final Set<Class<?>> embeddables;
  private final Set<Class<?>> repositories;

  /** Looks once. */
  public OwnClasses() {
    try (ScanResult scan =
        new ClassGraph()
            .enableAnnotationInfo()
            .ignoreClassVisibility()
            .acceptPackages(OURS)
            .scan()) {
      entities = loaded(scan.getClassesWithAnnotation(Entity.class));
      embeddables = loaded(scan.getClassesWithAnnotation(Embeddable.class));
      repositories = loaded(scan.getClassesWithAnnotation(Repository.class));
    }
  }

  private static Set<Class<?>> loaded(ClassInfoList found) {
    return Set.copyOf(new HashSet<Class<?>>(found.loadClasses()));
  }

  @Override
  public Set<Class<?>> entities() {
    return entities;
  }

  @Override
  public Set<Class<?>> embeddables() {
    return embeddables;
  }

  @Override
  public Set<Class<?>> repositories() {
    return repositories;
  }

  @Override
  public <T extends DataRepository<?, ?>> Set<Class<?>> repositories(Class<T> filter) {
    return extending(Set.of(filter));
  }

  @Override
  public Set<Class<?>> repositoriesStandard() {
    return extending(STANDARD);
  }

  @Override
  public Set<Class<?>> customRepositories() {
    return Set.of();
  }

  private Set<Class<?>> extending(Set<Class<?>> some) {
    return repositories.stream()
        .filter(repository -> Stream.of(repository.getInterfaces()).anyMatch(some::contains))
        .collect(Collectors.toUnmodifiableSet());
  }
}
