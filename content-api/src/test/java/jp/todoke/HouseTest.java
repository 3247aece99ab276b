package jp.todoke;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import jp.todoke.api.problems.Problems;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The house has seven rooms, and its arrows point one way. */
class HouseTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("jp.todoke");

  private static final List<String> ROOMS =
      List.of("api", "delivery", "segmentation", "faq", "search", "templates", "channels");

  @Test
  void allSevenRoomsAreLookedAt() {
    assertThat(HOUSE.stream().map(type -> type.getPackageName().split("\\.")[2]).distinct())
        .containsExactlyInAnyOrderElementsOf(ROOMS);
  }

  @ParameterizedTest
  @CsvSource({
    "delivery, segmentation templates channels",
    "faq, search",
    "templates, ''",
    "channels, ''",
    "search, ''",
    "segmentation, ''"
  })
  void aRoomKnowsOnlyTheRoomsItsArrowsPointTo(String room, String known) {
    List<String> allowed = List.of(known.split(" "));
    String[] others =
        ROOMS.stream()
            .filter(other -> !other.equals(room) && !allowed.contains(other))
            .map(HouseTest::inRoom)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(inRoom(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(HOUSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delivery", "segmentation", "faq", "search", "templates", "channels"})
  void noPackageLeadsBackToItself(String room) {
    slices()
        .matching("jp.todoke." + room + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  /**
   * In the front door two kinds of class look back by their nature: the table that turns every
   * package's exceptions into problems, and the producers that build what every package asks for.
   */
  @Test
  void noPackageOfTheFrontDoorLeadsBackButByTheTableOfProblemsAndTheWiring() {
    slices()
        .matching("jp.todoke.api.(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(equivalentTo(Problems.class), assignableTo(RuntimeException.class))
        .ignoreDependency(
            resideInAnyPackage("jp.todoke.api.wiring").and(simpleNameEndingWith("Wiring")),
            alwaysTrue())
        .check(HOUSE);
  }

  @ParameterizedTest
  @CsvSource({
    "org.drools.. org.kie.., jp.todoke.segmentation.rules",
    "org.apache.poi.., jp.todoke.segmentation.spreadsheets",
    "org.roaringbitmap.., jp.todoke.segmentation.audiences",
    "org.apache.lucene.., jp.todoke.search..",
    "com.github.mustachejava.., jp.todoke.templates",
    "jakarta.mail.. org.eclipse.angus.. org.subethamail.., jp.todoke.channels..",
    "com.linecorp.., jp.todoke.channels..",
    "jakarta.ws.rs.. jakarta.servlet.. org.eclipse.microprofile.., jp.todoke.api..",
    "jakarta.enterprise.. jakarta.inject.. jakarta.annotation.., jp.todoke.api..",
    "com.nimbusds.., jp.todoke.api.security",
    "de.bwaldvogel.. org.h2.., jp.todoke.api.wiring",
    "org.eclipse.jnosql.. jakarta.data.. jakarta.nosql.., jp.todoke.api..",
    "picocli.., jp.todoke.api.cli"
  })
  void aThirdPartyIsLetInByOneDoorOnly(String thirdParties, String door) {
    noClasses()
        .that()
        .resideOutsideOfPackage(door)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(thirdParties.split(" "))
        .check(HOUSE);
  }

  @Test
  void nobodyPrintsOrLogsBesideTheSystemLoggerButTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("jp.todoke.api.cli")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging", "org.slf4j..")
        .check(HOUSE);
    noClasses()
        .that()
        .resideOutsideOfPackage("jp.todoke.api.cli")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(HOUSE);
  }

  @Test
  void theEngineIsNotCalledByTheCommandLineButThroughTheApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("jp.todoke.api.cli")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jp.todoke.api.cli")
        .check(HOUSE);
  }

  @Test
  void everyPackageSaysWhatItOwnsAndThatNothingIsNull() {
    Stream<JavaPackage> packages =
        HOUSE.stream()
            .map(type -> type.getPackage())
            .filter(part -> part.getClasses().stream().anyMatch(HouseTest::isCode))
            .distinct();
    assertThat(packages)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            part -> assertThat(part.isAnnotatedWith(NullMarked.class)).as(part.getName()).isTrue());
  }

  private static boolean isCode(JavaClass type) {
    return !type.getSimpleName().equals("package-info");
  }

  private static String inRoom(String room) {
    return "jp.todoke." + room + "..";
  }
}
