/** Functions that are HTTP services: each event is a POST, and the answer is the attempt's outcome. */
@NullMarked
package dev.sendoff.executor.services;

import org.jspecify.annotations.NullMarked;
