package jp.todoke.segmentation.rules;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.PatternDSL.on;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.Variable;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;

/**
 * Builds the Drools network: one rule per condition, its conjuncts as constraints that rules share.
 *
 * <p>The fact is a block of people. A constraint lets a block through while it is not answered by
 * no for everybody in it; the consequence then writes everybody's verdict. What most rules ask
 * stands first, so that Drools shares its node and asks it once for all of them.
 */
final class DroolsModel {

  private static final String PACKAGE = "jp.todoke.decisions";

  private final ModelImpl model = new ModelImpl();

  static KieBase build(List<Test> rules) {
    DroolsModel drools = new DroolsModel();
    List<List<Test>> conjuncts = new ArrayList<>();
    Map<Test, Integer> uses = new IdentityHashMap<>();
    for (Test rule : rules) {
      List<Test> parts = new ArrayList<>();
      flatten(rule, parts);
      conjuncts.add(parts);
      parts.forEach(part -> uses.merge(part, 1, Integer::sum));
    }
    for (int index = 0; index < rules.size(); index++) {
      List<Test> parts = conjuncts.get(index);
      parts.sort(
          Comparator.<Test>comparingInt(part -> -uses.getOrDefault(part, 0))
              .thenComparingInt(part -> part.place));
      drools.add(index, rules.get(index), parts);
    }
    return KieBaseBuilder.createKieBaseFromModel(drools.model);
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

  private void add(int index, Test whole, List<Test> conjuncts) {
    Variable<Block> people = declarationOf(Block.class);
    PatternDef<Block> pattern = pattern(people);
    for (Test conjunct : conjuncts) {
      // Drools shares constraints of one name; tests are already one per meaning.
      pattern.expr("test" + conjunct.place, block -> block.possible(conjunct));
    }
    model.addRule(
        rule(PACKAGE, "rule" + index)
            .build(pattern, on(people).execute(block -> block.decide(index, whole))));
  }
}
