import { Body, Controller, HttpException, Injectable, Module, Post } from '@nestjs/common';
import type { OperationContext } from 'onceonly';
import {
  Idempotent,
  IdempotencyContext,
  IdempotencyModule,
  type IdempotencyModuleOptions,
  type IdempotencyOptionsFactory,
} from 'onceonly/nestjs';

type SignedIn = { user: { id: string } };

@Controller('orders')
@Idempotent<SignedIn>({ scope: (request) => request.user.id })
class Orders {
  @Post()
  @Idempotent({ mode: 'response', required: true })
  create(@Body() order: { item: string }, @IdempotencyContext() context: OperationContext) {
    const effectId: string = context.effectId;
    return { ...order, effectId };
  }

  @Post('search')
  @Idempotent(false)
  search() {
    return [];
  }
}

class Config {
  url = 'redis://localhost';
}

@Injectable()
class Options implements IdempotencyOptionsFactory<SignedIn> {
  async createIdempotencyOptions(): Promise<IdempotencyModuleOptions<SignedIn>> {
    return { scope: (request) => request.user.id };
  }
}

@Module({
  imports: [
    IdempotencyModule.forRoot<SignedIn>({
      scope: (request) => request.user.id,
      httpException: HttpException,
    }),
    IdempotencyModule.forRootAsync({
      inject: [Config, { token: 'OTHER', optional: true }],
      useFactory: (config: Config) => ({ redis: config.url, scope: false }),
    }),
    IdempotencyModule.forRootAsync({ imports: [], useClass: Options }),
    IdempotencyModule.forRootAsync({ useExisting: Options }),
  ],
  controllers: [Orders],
})
export class AppModule {}

// @ts-expect-error
IdempotencyModule.forRoot({ mode: 'other' });
// @ts-expect-error
IdempotencyModule.forRoot({ httpException: 'HttpException' });
// @ts-expect-error
Idempotent({ lockTTL: 'x' });
// @ts-expect-error
IdempotencyModule.forRootAsync({ useClass: Config });
