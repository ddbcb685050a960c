'use strict';

const { types } = require('node:util');
const vm = require('node:vm');

const { decodePayload, encodeError } = require('../../../../lib/result/payload.js');
const { errorClasses } = require('../../../../lib/result/stored-error/error-classes.js');

class NotEnoughStock extends Error {
  name = 'NotEnoughStock';
  constructor(left, options) {
    if (left === undefined) throw new TypeError('called without what it needs');
    super(`only ${left} left`, options);
    this.left = left;
  }
  get isEmpty() {
    return this.left === 0;
  }
  toBody() {
    return { left: this.left };
  }
}
class SoldOut extends NotEnoughStock {}

const settingsOf = (classes) => ({
  maxResultBytes: 1024,
  errorMs: 1000,
  errorClasses: errorClasses('errorClasses', classes),
});

/** What an error comes back as, and what is told of it: `{ again, change }`. */
function roundTrip(error, classes, readers = classes) {
  const { payload, kind, change } = encodeError(error, settingsOf(classes));
  const { thrown } = decodePayload({ kind, payload }, settingsOf(readers));
  return { again: thrown, change };
}

describe('a class that is named', () => {
  test('comes back as itself, with its members and methods, without a call of its constructor', () => {
    const { again, change } = roundTrip(new NotEnoughStock(3), [NotEnoughStock]);
    expect(again).toBeInstanceOf(NotEnoughStock);
    expect(Object.getPrototypeOf(again)).toBe(NotEnoughStock.prototype);
    expect(types.isNativeError(again)).toBe(true);
    expect({ ...again }).toEqual({ ...new NotEnoughStock(3) });
    expect(again).toMatchObject({ message: 'only 3 left', isEmpty: false, cached: true });
    expect(again.toBody()).toEqual({ left: 3 });
    expect(change).toBeUndefined();
  });

  test('comes back as a cause, and in an array of errors', () => {
    const error = new Error('outer', { cause: new NotEnoughStock(1) });
    error.all = [new NotEnoughStock(2), new TypeError('x')];
    const { again } = roundTrip(error, [NotEnoughStock]);
    expect(again.cause).toBeInstanceOf(NotEnoughStock);
    expect(again.all[0].toBody()).toEqual({ left: 2 });
    expect(again.all[1]).toBeInstanceOf(TypeError);
  });

  test('may be named by the name under which it is stored', () => {
    const Minified = class a extends Error {};
    const { again } = roundTrip(new Minified('x'), { OutOfStock: Minified });
    expect(again).toBeInstanceOf(Minified);
  });

  test('is a constructor of any kind', () => {
    function Old(message) {
      this.message = message;
    }
    Old.prototype = Object.create(Error.prototype, { constructor: { value: Old } });
    expect(roundTrip(new Old('x'), [Old]).again).toBeInstanceOf(Old);
  });

  test('may be of another realm', () => {
    const Foreign = vm.runInNewContext('class Foreign extends TypeError {}; Foreign');
    const { again } = roundTrip(new Foreign('x'), [Foreign]);
    expect(again).toBeInstanceOf(Foreign);
    expect(again.message).toBe('x');
  });

  test('may have a setter without a getter, or a getter that is read only', () => {
    class Odd extends Error {
      get status() {
        return 500;
      }
      get cached() {
        return 'never';
      }
      set code(value) {
        throw new Error(`not ${value}`);
      }
    }
    class Own extends Odd {
      get status() {
        return 418;
      }
    }
    const { again } = roundTrip(new Own('x'), [Odd]);
    expect(again).toMatchObject({ status: 418, cached: true });
  });
});

describe('a class below one that is named', () => {
  test('comes back as the nearest named class, with a warning', () => {
    const { again, change } = roundTrip(new SoldOut(0), [Error, NotEnoughStock].slice(1));
    expect(Object.getPrototypeOf(again)).toBe(NotEnoughStock.prototype);
    expect(again.toBody()).toEqual({ left: 0 });
    expect(change).toEqual({ name: 'SoldOut', as: 'NotEnoughStock', lost: [] });
  });

  test('comes back as itself where it is named too, in any order', () => {
    for (const classes of [
      [NotEnoughStock, SoldOut],
      [SoldOut, NotEnoughStock],
    ]) {
      const { again, change } = roundTrip(new SoldOut(0), classes);
      expect(Object.getPrototypeOf(again)).toBe(SoldOut.prototype);
      expect(change).toBeUndefined();
    }
  });
});

describe('private members', () => {
  test('are kept by the values that their getters return', () => {
    class Declined extends Error {
      #reason = 'funds';
      get reason() {
        return this.#reason;
      }
    }
    const { again, change } = roundTrip(new Declined('x'), [Declined]);
    expect(again).toBeInstanceOf(Declined);
    expect(again.reason).toBe('funds');
    expect(Object.keys(again)).toEqual([]);
    expect(change).toBeUndefined();
  });

  class WithMethod extends Error {
    #reason = 'funds';
    toBody() {
      return { reason: this.#reason };
    }
  }
  class WithBrand extends Error {
    #brand;
    static is(error) {
      return #brand in error;
    }
  }
  class WithMap extends Error {
    #map = new Map([[1, 2]]);
    get map() {
      return this.#map;
    }
  }
  class Below extends WithMethod {}

  test.each([[WithMethod], [WithBrand], [WithMap], [Below]])(
    'make %p a plain error, with a warning, where methods need them',
    (Class) => {
      const { again, change } = roundTrip(new Class('x'), [Class]);
      expect(again).not.toBeInstanceOf(Class);
      expect(again.message).toBe('x');
      expect(change).toMatchObject({ as: 'Error', lost: ['its private members'] });
    },
  );
});

describe('an error of a class that nobody has named', () => {
  test('keeps its members, and its class is warned of', () => {
    const { again, change } = roundTrip(new NotEnoughStock(3), []);
    expect(again).toBeInstanceOf(Error);
    expect(again).toMatchObject({ name: 'NotEnoughStock', left: 3, cached: true });
    expect(change).toEqual({ name: 'NotEnoughStock', as: 'Error', lost: [] });
  });

  test('comes back as a plain error where its name is no longer known', () => {
    const { again } = roundTrip(new NotEnoughStock(3), [NotEnoughStock], []);
    expect(again).not.toBeInstanceOf(NotEnoughStock);
    expect(again.left).toBe(3);
  });
});

describe('a bad list of classes', () => {
  const other = { NotEnoughStock: class NotEnoughStock extends Error {} }.NotEnoughStock;
  const minified = class a extends Error {};

  test.each([
    ['two of one name', [NotEnoughStock, other], /two classes named NotEnoughStock/],
    ['a name that a minifier has made', [minified], /minifier/],
    ['no name', [class extends Error {}], /without a name/],
    ['no error class', [Date], /received Date, which is no error class/],
    ['an instance', [new Error('x')], /is no error class/],
    ["the language's own", [TypeError], /TypeError, which is kept without it/],
    ['an arrow function', { Arrow: () => {} }, /received Arrow, which is no error class/],
  ])('%s is a TypeError that says so', (_, classes, message) => {
    expect(() => errorClasses('errorClasses', classes)).toThrow(TypeError);
    expect(() => errorClasses('errorClasses', classes)).toThrow(message);
  });

  test('two classes of one name are told apart by the names in the object', () => {
    const classes = { Mine: NotEnoughStock, Other: other };
    expect(roundTrip(new other('x'), classes).again).toBeInstanceOf(other);
    expect(roundTrip(new NotEnoughStock(1), classes).again).toBeInstanceOf(NotEnoughStock);
  });
});
