package jp.todoke.search.signals;

/**
 * One side from which a document is seen; unless said otherwise 0 is nothing and more is better.
 */
public enum Signal {
  /** The plain score, synonyms included. */
  FOUND,
  /** The question's concepts in the title, synonyms included. */
  TITLE,
  /** The question's concepts in the body, synonyms included. */
  BODY,
  /** The asker's own words in the title. */
  OWN_TITLE,
  /** The asker's own words in the body. */
  OWN_BODY,
  /** Like TITLE, each concept times how telling its words are of a subject. */
  TELLING_TITLE,
  /** Like BODY, each concept times how telling its words are of a subject. */
  TELLING_BODY,
  /** Like TITLE, without words written in kana: mostly the things, hardly the verbs. */
  THINGS_TITLE,
  /** Like TITLE, what was said last counting most. */
  LATE_TITLE,
  /** Like TITLE, what was said first counting most. */
  EARLY_TITLE,
  /** The share of the question spoken of, rare concepts counting more. */
  COVERAGE,
  /** The share of the question in the title. */
  TITLE_COVERAGE,
  /** The share of the question in the title, telling concepts counting more. */
  TELLING_COVERAGE,
  /** The share of the title that was asked for. */
  TITLE_ASKED,
  /** The share of the title that was asked for, telling words counting more. */
  TELLING_ASKED,
  /** Whether the most telling concept is in the title. */
  SUBJECT,
  /** Whether the next most telling concept is in the title. */
  SECOND_SUBJECT,
  /** The share of the question in the heading in 【】 before the title. */
  HEADING,
  /** Likeness of meaning of the question with its synonyms, -1 to 1. */
  MEANING,
  /** Likeness of meaning of the question as it was said, -1 to 1. */
  OWN_MEANING,
  /** Likeness of meaning to what the plain score puts first, -1 to 1. */
  COMPANY,
  /** How well the document's words foretell the question's. */
  TRANSLATION,
  /** Pairs of letters the question shares with the title. */
  LETTERS,
  /** Whether a topic rule leads from the question to this title, completely or in part. */
  RULE,
  /** How much of the title the rule asks for: general entries have short titles. */
  RULE_SHARE,
  /** How many topic rules lead here. */
  RULES,
  /** Kinds of question (how much, where, when) shared by question and title. */
  INTENT,
  /** Kinds of question in the title nobody asked for; less is better. */
  OTHER_INTENT,
  /** Shortness of the title. */
  BREVITY,
  /** No heading in 【】 before the title. */
  PLAIN_TITLE,
  /** Length of the body. */
  LENGTH,
  /** Neighbouring concepts of the question near each other in the title. */
  NEAR_TITLE,
  /** Neighbouring concepts of the question near each other in the body. */
  NEAR_BODY,
  /** Words that what the plain score puts first has in common (pseudo-relevance feedback). */
  FEEDBACK,
  /** How well documents of like meaning fit by the plain score. */
  NEIGHBOURS,
  /** How much of what the plain score puts first is of the same subject heading, 0 to 1. */
  CATEGORY,
  /** How lately it was changed: 1 as the newest candidate, .5 two years before, 0 unknown. */
  FRESHNESS
}
