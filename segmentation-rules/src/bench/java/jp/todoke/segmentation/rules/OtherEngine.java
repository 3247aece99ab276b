package jp.todoke.segmentation.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.evrete.KnowledgeService;
import org.evrete.api.Knowledge;
import org.evrete.api.StatelessSession;
import org.evrete.api.builders.RuleSetBuilder;
import org.jeasy.rules.api.Facts;
import org.jeasy.rules.api.Rules;
import org.jeasy.rules.core.DefaultRulesEngine;
import org.jeasy.rules.core.RuleBuilder;

/**
 * Another rule engine on the same conditions: a rule per condition, the compiled test as its
 * predicate (faster than either engine's own expressions), its action writes the verdict.
 */
sealed interface OtherEngine {

  /** Decides every condition for everybody: a row of verdicts each. */
  List<byte[]> decide(List<FactSheet> people);

  /** One resident as a fact. */
  record Asked(FactSheet facts, byte[] verdicts) {}

  /** Easy Rules: the facts are handed to the engine person by person. */
  final class OfEasyRules implements OtherEngine {
    private final Rules rules = new Rules();
    private final int size;

    OfEasyRules(List<Test> tests) {
      size = tests.size();
      for (int index = 0; index < size; index++) {
        Test test = tests.get(index);
        int place = index;
        rules.register(
            new RuleBuilder()
                .name("r" + index)
                .priority(index)
                .when(facts -> test.of(asked(facts).facts()) != Test.NO)
                .then(
                    facts -> asked(facts).verdicts()[place] = (byte) test.of(asked(facts).facts()))
                .build());
      }
    }

    private static Asked asked(Facts facts) {
      return facts.get("person");
    }

    @Override
    public List<byte[]> decide(List<FactSheet> people) {
      DefaultRulesEngine engine = new DefaultRulesEngine();
      List<byte[]> verdicts = new ArrayList<>();
      for (FactSheet sheet : people) {
        Asked asked = new Asked(sheet, new byte[size]);
        Facts facts = new Facts();
        facts.put("person", asked);
        engine.fire(rules, facts);
        verdicts.add(asked.verdicts());
      }
      return verdicts;
    }
  }

  /** Evrete: everybody is inserted into one session, then it fires. */
  final class OfEvrete implements OtherEngine {
    private final Knowledge knowledge;
    private final int size;

    OfEvrete(List<Test> tests) {
      size = tests.size();
      RuleSetBuilder<Knowledge> builder = new KnowledgeService().newKnowledge().builder();
      for (int index = 0; index < size; index++) {
        Test test = tests.get(index);
        int place = index;
        builder =
            builder
                .newRule("r" + index)
                .forEach("$p", Asked.class)
                .where(possible(test), "$p")
                .execute(
                    context -> {
                      Asked asked = context.get("$p");
                      asked.verdicts()[place] = (byte) test.of(asked.facts());
                    });
      }
      knowledge = builder.build();
    }

    private static Predicate<Object[]> possible(Test test) {
      return values -> test.of(((Asked) values[0]).facts()) != Test.NO;
    }

    @Override
    public List<byte[]> decide(List<FactSheet> people) {
      StatelessSession session = knowledge.newStatelessSession();
      List<byte[]> verdicts = new ArrayList<>();
      for (FactSheet sheet : people) {
        Asked asked = new Asked(sheet, new byte[size]);
        session.insert(asked);
        verdicts.add(asked.verdicts());
      }
      session.fire();
      return verdicts;
    }
  }
}
