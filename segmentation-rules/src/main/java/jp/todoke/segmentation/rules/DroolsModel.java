package jp.todoke.segmentation.rules;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.on;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.rule;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.drools.model.Index;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.Variable;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;

/**
 * Builds the Drools network: one rule per condition, its conjuncts as constraints that rules share.
 *
 * <p>A constraint lets a person through when it is not answered by no; the consequence then writes
 * yes or unknown. A rule with an equality on a small closed attribute is split by its values, so
 * that Drools finds it by hash instead of asking it; people whose value is missing go through a
 * branch of their own.
 */
final class DroolsModel {

  private static final String PACKAGE = "jp.todoke.decisions";
  private static final int MOST_BRANCHES = 4;

  private final ModelImpl model = new ModelImpl();
  private final Map<Test, String> names = new IdentityHashMap<>();

  static KieBase build(List<Test> rules) {
    DroolsModel drools = new DroolsModel();
    for (int index = 0; index < rules.size(); index++) {
      drools.add(index, rules.get(index));
    }
    return KieBaseBuilder.createKieBaseFromModel(drools.model);
  }

  private void add(int index, Test whole) {
    List<Test> conjuncts = new ArrayList<>();
    flatten(whole, conjuncts);
    Test.Coded key = null;
    for (Test conjunct : conjuncts) {
      if (conjunct instanceof Test.Coded coded && Long.bitCount(coded.codes) <= MOST_BRANCHES) {
        key = coded;
        break;
      }
    }
    if (key == null) {
      branch(index, "", whole, conjuncts, null, 0);
      return;
    }
    conjuncts.remove(key);
    branch(index, "-missing", whole, conjuncts, key, -1);
    for (int code = 0; code < Long.SIZE; code++) {
      if ((key.codes >>> code & 1) != 0) {
        branch(index, "-" + code, whole, conjuncts, key, code);
      }
    }
  }

  private static void flatten(Test test, List<Test> conjuncts) {
    if (test instanceof Test.AllOf all) {
      for (Test part : all.parts) {
        flatten(part, conjuncts);
      }
    } else {
      conjuncts.add(test);
    }
  }

  private void branch(
      int index,
      String suffix,
      Test whole,
      List<Test> conjuncts,
      Test.@org.jspecify.annotations.Nullable Coded key,
      int code) {
    Variable<Case> person = declarationOf(Case.class);
    PatternDef<Case> pattern = pattern(person);
    if (key != null) {
      int slot = key.slot;
      pattern.expr(
          "word" + slot + "is" + code,
          facts -> facts.code(slot) == code,
          alphaIndexedBy(
              int.class, Index.ConstraintType.EQUAL, slot, facts -> facts.code(slot), code));
    }
    for (Test conjunct : conjuncts) {
      pattern.expr(name(conjunct), facts -> facts.possible(conjunct));
    }
    model.addRule(
        rule(PACKAGE, "rule" + index + suffix)
            .build(pattern, on(person).execute(facts -> facts.decide(index, whole))));
  }

  /** Drools shares constraints of one name; tests are already one per meaning. */
  private String name(Test test) {
    return names.computeIfAbsent(test, any -> "test" + names.size());
  }
}
