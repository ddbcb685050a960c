import { Body, Controller, Injectable, Module, Post } from '@nestjs/common';
import { createStore, type OperationContext } from 'onceonly';
import { Idempotent, IdempotencyContext, IdempotencyModule } from 'onceonly/nestjs';

const { REDIS_URL } = process.env;
const store = createStore(REDIS_URL === undefined ? {} : { redis: REDIS_URL });

type Payment = { amount: number; currency: string };

/** Stands for a payment provider. It counts its charges. */
@Injectable()
export class Gateway {
  charges = 0;

  async charge({ amount, currency }: Payment, idempotencyKey: string) {
    this.charges++;
    return { id: `charge_${this.charges}`, amount, currency, idempotencyKey };
  }
}

@Controller('payments')
export class PaymentsController {
  constructor(private readonly gateway: Gateway) {}

  /** A retry gets the first charge, whatever happens to its connection. */
  @Post()
  @Idempotent({ required: true })
  async pay(@Body() payment: Payment, @IdempotencyContext() { effectId }: OperationContext) {
    const { id, amount, currency } = await this.gateway.charge(payment, effectId);
    return { id, amount, currency };
  }
}

@Module({
  imports: [
    // With logins: scope: (request) => request.user.id
    IdempotencyModule.forRoot({ store, scope: false }),
  ],
  controllers: [PaymentsController],
  providers: [Gateway],
})
export class AppModule {}
