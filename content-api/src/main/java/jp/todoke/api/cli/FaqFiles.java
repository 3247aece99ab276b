package jp.todoke.api.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import jp.todoke.faq.ranking.Clicks;
import jp.todoke.faq.ranking.InvalidQuestionFile;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.search.SearchDocument;

/** Reads the files of the FAQ commands; each failure is one line that names the file. */
final class FaqFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private FaqFiles() {}

  /** FAQ entries, one JSON object a line. */
  static List<SearchDocument> entries(Path file) {
    List<SearchDocument> entries = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    long number = 0;
    for (String line : lines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      SearchDocument entry = entry(file, number, line);
      if (!ids.add(entry.id())) {
        throw new BadFile(file + ": line " + number + " has the id " + entry.id() + " again");
      }
      entries.add(entry);
    }
    if (entries.isEmpty()) {
      throw new BadFile(file + ": has no entries");
    }
    return entries;
  }

  private static SearchDocument entry(Path file, long number, String line) {
    JsonNode row;
    try {
      row = JSON.readTree(line);
    } catch (JsonProcessingException malformed) {
      throw new BadFile(file + ": line " + number + " is no JSON object");
    }
    String id = row.path("id").asText("");
    String question = row.path("question").asText("");
    if (id.isBlank() || question.isBlank()) {
      throw new BadFile(file + ": line " + number + " has no id or no question");
    }
    return new SearchDocument(
        Ranking.FAQ,
        id,
        row.path("language").asText("ja"),
        question,
        StreamSupport.stream(row.path("aliases").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        row.path("answer").asText(""),
        false,
        row.path("category").asText(""),
        Optional.empty());
  }

  /** Judged or past questions, one JSON object a line. */
  static List<JudgedQuestion> questions(Path file) {
    try {
      List<JudgedQuestion> questions = JudgedQuestion.read(lines(file).stream());
      if (questions.isEmpty()) {
        throw new BadFile(file + ": has no questions");
      }
      return questions;
    } catch (InvalidQuestionFile invalid) {
      throw new BadFile(file + ": " + invalid.getMessage());
    }
  }

  /** What people did with answers, one JSON object a line. */
  static Clicks clicks(Path file) {
    try {
      return Clicks.read(lines(file).stream());
    } catch (InvalidQuestionFile invalid) {
      throw new BadFile(file + ": " + invalid.getMessage());
    }
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException wrong) {
      throw new BadFile(file + ": is not UTF-8");
    } catch (IOException unreadable) {
      throw new BadFile(file + ": cannot be read");
    }
  }

  /** A file the command was given is not what it should be. */
  static final class BadFile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadFile(String line) {
      super(line);
    }
  }
}
