package jp.todoke.segmentation.samples;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A sample profile as staff write it.
 *
 * @param title 1 to 100 characters in one line
 * @param person an object of {@code kind}, {@code attributes}, {@code household}, {@code receives}
 *     and {@code language}, each as in a row of the profile exchange; what is missing is not known
 * @param values an object: what a template is filled with for them
 */
public record SampleDraft(String title, JsonNode person, JsonNode values) {}
