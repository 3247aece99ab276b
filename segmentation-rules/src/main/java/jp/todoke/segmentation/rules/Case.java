package jp.todoke.segmentation.rules;

/** One person before the rules: the facts that are asked and the verdicts so far. */
final class Case {

  private final FactSheet facts;
  private final byte[] verdicts;

  Case(FactSheet facts, int rules) {
    this.facts = facts;
    this.verdicts = new byte[rules];
  }

  FactSheet facts() {
    return facts;
  }

  /** The word as an int for Drools' hash index; -1 where the fact is missing. */
  int code(int slot) {
    long word = facts.word(slot);
    return word == FactSheet.MISSING ? -1 : (int) word;
  }

  boolean possible(Test test) {
    return test.of(facts) != Test.NO;
  }

  void decide(int rule, Test test) {
    verdicts[rule] = (byte) test.of(facts);
  }

  byte[] verdicts() {
    return verdicts;
  }
}
