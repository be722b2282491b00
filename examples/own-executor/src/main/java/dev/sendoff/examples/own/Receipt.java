package dev.sendoff.examples.own;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.sendoff.executor.Function;
import dev.sendoff.handler.TerminalException;
import jakarta.inject.Singleton;
import java.math.BigDecimal;

/** Adds the tax to an order. */
@Singleton
@Function(value = "receipt", timeout = "PT10S", description = "Adds the tax to an order")
final class Receipt implements RequestHandler<Receipt.Order, Receipt.Total> {

    record Order(String item, BigDecimal net) {}

    record Total(String item, BigDecimal gross) {}

    private final Taxes taxes;

    Receipt(Taxes taxes) {
        this.taxes = taxes;
    }

    @Override
    public Total handleRequest(Order order, Context context) {
        if (order.net().signum() < 0) {
            throw new TerminalException("nobody pays " + order.net() + " for " + order.item());
        }
        return new Total(order.item(), taxes.added(order.net()));
    }
}
