/**
 * What the city may know about a person: the attribute catalogue (function #6 #23).
 *
 * <p>Owns the collections {@code attributes} and {@code parameters} (dated amounts). Written by
 * staff and by imports through {@link jp.todoke.segmentation.attributes.Attributes}; nobody else
 * writes it. The catalogue is data: no attribute of a city is named in code, except the three that
 * every city has ({@code kind}, {@code birthOn}, {@code relationship}). It never holds a person's
 * values.
 */
@NullMarked
package jp.todoke.segmentation.attributes;

import org.jspecify.annotations.NullMarked;
