import { ArgsType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { InputPipe } from './input-pipe.js';
import { First } from '../reading/paging.js';

@ArgsType()
class Listing {
  @First()
  first: number;

  @IsOptional()
  @MaxLength(3)
  text?: string;
}

@ArgsType()
class OtherListing {
  @First()
  first: number;
}

describe('arguments', () => {
  const pipe = new InputPipe();
  const checked = (value: unknown, metatype: new () => object = Listing, data?: string): Promise<unknown> =>
    pipe.transform(value, { type: 'body', metatype, data });

  it('that say how many alone are checked once', async () => {
    const first = await checked({ first: 50 });
    expect(first).toEqual({ first: 50 });
    expect(await checked({ first: 50, text: null })).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
  });

  it('of another class, or with more than that, are others', async () => {
    expect(await checked({ first: 50 }, OtherListing)).toBeInstanceOf(OtherListing);
    expect(await checked({ first: 50, text: 'abc' })).toEqual({ first: 50, text: 'abc' });
    await expect(checked({ first: 50, text: 'abcd' })).rejects.toThrow('text must be shorter');
  });

  it('that break a rule are refused every time', async () => {
    for (let times = 0; times < 3; times++)
      await expect(checked({ first: 0 })).rejects.toThrow('first must not be less');
  });

  it('that were left out are not there', async () => {
    expect(await checked(null, Listing, 'filter')).toBeUndefined();
  });
});
