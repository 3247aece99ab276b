package jp.todoke.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.data.repository.BasicRepository;
import jakarta.data.repository.CrudRepository;
import java.util.ServiceLoader;
import org.eclipse.jnosql.mapping.metadata.ClassScanner;
import org.eclipse.jnosql.mapping.reflection.ReflectionClassScanner;
import org.junit.jupiter.api.Test;

class OwnClassesTest {

  @Test
  void nothingIsOverlookedThatTheWholeClasspathHas() {
    ClassScanner ours = new OwnClasses();
    ClassScanner whole = new ReflectionClassScanner();
    assertThat(ours.entities()).isNotEmpty().isEqualTo(whole.entities());
    assertThat(ours.embeddables()).isEqualTo(whole.embeddables());
    assertThat(ours.repositories()).isNotEmpty().isEqualTo(whole.repositories());
    assertThat(ours.repositoriesStandard()).isEqualTo(whole.repositoriesStandard());
    assertThat(ours.customRepositories()).isEqualTo(whole.customRepositories());
    assertThat(ours.repositories(BasicRepository.class))
        .isEqualTo(whole.repositories(BasicRepository.class));
    assertThat(ours.repositories(CrudRepository.class))
        .isEqualTo(whole.repositories(CrudRepository.class));
  }

  @Test
  void itIsTheOneThatIsUsed() {
    assertThat(ServiceLoader.load(ClassScanner.class).findFirst())
        .containsInstanceOf(OwnClasses.class);
  }
}
