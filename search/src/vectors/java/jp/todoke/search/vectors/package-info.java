/**
 * Vectors by a model in ONNX form, a BERT with WordPiece, that the operator supplies; built by the
 * profile {@code vectors} only, since the runtime is large. Found by {@link
 * java.util.ServiceLoader}.
 */
@NullMarked
package jp.todoke.search.vectors;

import org.jspecify.annotations.NullMarked;
