import { OwnPacks, packOwnersIn } from './own-packs.js';

describe('SL1: a school adopts a policy that was written for it', () => {
  it('as the operator says, by the school’s URN, or for every school that is not named', async () => {
    const owners = packOwnersIn('900001=st-levan, 900002=stokes-wood,900002=st-levan,*=stokes-wood')!;
    const packsOf = async (school: string) => (await new OwnPacks(owners).of(school)).ownPacks;
    expect([await packsOf('900001'), await packsOf('900002'), await packsOf('900003')]).toEqual([
      ['st-levan'],
      ['stokes-wood', 'st-levan'],
      ['stokes-wood'],
    ]);
    expect(await new OwnPacks(packOwnersIn('900001=st-levan')).of('900002')).toEqual({ ownPacks: [] });
    expect(await new OwnPacks().of('900001')).toEqual({ ownPacks: [] });
  });

  it.each(['', '900001', '900001=', '900001=no-such-pack', '=st-levan', '900001=st-levan,', 'all=st-levan'])(
    'refuses a setting of another form: "%s"',
    (text) => {
      expect(packOwnersIn(text)).toBeUndefined();
    },
  );
});
