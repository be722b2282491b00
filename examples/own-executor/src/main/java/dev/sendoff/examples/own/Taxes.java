package dev.sendoff.examples.own;

import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A bean as any application has them. */
@Singleton
class Taxes {

    private final BigDecimal rate;

    Taxes(@ConfigProperty(name = "receipts.vat") BigDecimal rate) {
        this.rate = rate;
    }

    BigDecimal added(BigDecimal net) {
        return net.multiply(rate.add(BigDecimal.ONE)).setScale(2, RoundingMode.HALF_EVEN);
    }
}
