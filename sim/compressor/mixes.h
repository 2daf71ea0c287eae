/* The mixes: what each scenario makes of a seed. */
#ifndef SIM_MIXES_H
#define SIM_MIXES_H

#include "machine.h"
#include "mix.h"

/* The mix that a maker gives for a seed. */
void sim_mix_make(sim_mix_maker make_mix, uint64_t seed, sim_mix *mix);

/* The makers that scenarios name. Each fills an all-zero mix. */
void sim_mix_swarm(sim_mix *mix, sim_random *random);
void sim_mix_steady(sim_mix *mix, sim_random *random);
void sim_mix_offline(sim_mix *mix, sim_random *random);
void sim_mix_churn(sim_mix *mix, sim_random *random);
void sim_mix_burst(sim_mix *mix, sim_random *random);
void sim_mix_collision(sim_mix *mix, sim_random *random);
void sim_mix_fork(sim_mix *mix, sim_random *random);
void sim_mix_damage(sim_mix *mix, sim_random *random);
void sim_mix_hostile(sim_mix *mix, sim_random *random);
void sim_mix_gateway(sim_mix *mix, sim_random *random);
void sim_mix_scarce(sim_mix *mix, sim_random *random);
/* Of large worlds; mixes_large.c. */
void sim_mix_marathon(sim_mix *mix, sim_random *random);
void sim_mix_metropolis(sim_mix *mix, sim_random *random);
void sim_mix_shards(sim_mix *mix, sim_random *random);

#endif
