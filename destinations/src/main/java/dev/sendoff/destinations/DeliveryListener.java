package dev.sendoff.destinations;

import dev.sendoff.core.Delivery;

/** Hears of what came of ended invocations, once it is durable. */
@FunctionalInterface
interface DeliveryListener {

    void told(Delivery delivery);
}
