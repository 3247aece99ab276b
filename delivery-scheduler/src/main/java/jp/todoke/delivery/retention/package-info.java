/**
 * How long what was delivered to many is kept: campaigns, emergencies and what triggers sent are
 * closed when their time is over, and their people forgotten.
 *
 * <p>Owns no collection; asks those who do to forget. Never touches an official notice, its chunks,
 * messages, receipts or evidence, and never forgets a person before the report about them is
 * written down.
 */
@NullMarked
package jp.todoke.delivery.retention;

import org.jspecify.annotations.NullMarked;
