/**
 * The installation that a service belongs to: where its broker and registry are, which topics it has, which account it
 * answers as, and the defaults that hold for all of its functions. Topics and schemas are made and checked here, before
 * a service begins.
 */
@NullMarked
package dev.sendoff.installation;

import org.jspecify.annotations.NullMarked;
