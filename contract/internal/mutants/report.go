package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/mutants/switches"
)

// A run is stopped after patience times its duration without a change. The mutant counts as noticed
// if the run has computed endless times as long as without a change; otherwise the machine may only
// have been busy.
const (
	patience = 4
	endless  = 2
)

// report asks one suite after the other about the mutants that none before it has noticed, says at
// once what it notices, and in the end which mutants survived.
func report(ctx context.Context, dir, overlay string, suites []*suite, mutants []mutant, seed uint64) error {
	outcomes := map[int]string{}
	left := slices.Clone(mutants)
	for _, s := range suites {
		if len(left) == 0 {
			break
		}
		if err := s.build(ctx, overlay); err != nil {
			return err
		}
		if err := s.baseline(ctx, dir); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			// The other suites can still tell what they notice, which is at worst less.
			fmt.Printf("left out: %v\n", err)
			continue
		}
		fmt.Printf("%s takes %v without a change and reaches %d of the %d mutants that are left\n",
			s.name, s.took.Round(time.Second/10), s.countReached(left), len(left))
		left = slices.DeleteFunc(left, func(m mutant) bool {
			if ctx.Err() != nil || !s.reached[m.number] {
				return false
			}
			outcome, isNoticed := s.try(ctx, m)
			if ctx.Err() != nil {
				return false
			}
			if isNoticed {
				fmt.Printf("%s\n     %s\n", m, outcome)
			}
			outcomes[m.number] = cmp.Or(outcome, outcomes[m.number], survived)
			return isNoticed
		})
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for _, m := range left {
		fmt.Printf("%s\n     %s\n", m, cmp.Or(outcomes[m.number], unreached))
	}
	fmt.Printf("\n%d of %d noticed (%.1f %%), sample %d\n", len(mutants)-len(left), len(mutants),
		100*float64(len(mutants)-len(left))/float64(len(mutants)), seed)
	var numbers []string
	for _, m := range left {
		numbers = append(numbers, strconv.Itoa(m.number))
	}
	if len(numbers) > 0 {
		fmt.Printf("run those that survived again: -only %s\n", strings.Join(numbers, ","))
	}
	return nil
}

// The outcome of a mutant that no test notices.
const (
	survived  = "SURVIVED"
	unreached = "SURVIVED: no test reaches it"
)

func (s *suite) countReached(mutants []mutant) int {
	count := 0
	for _, m := range mutants {
		if s.reached[m.number] {
			count++
		}
	}
	return count
}

// try runs the suite with the mutant. It returns what came of it, or nothing if all tests passed, and
// whether the suite noticed the mutant.
func (s *suite) try(ctx context.Context, m mutant) (outcome string, noticed bool) {
	_, computed, err := s.run(ctx, patience*s.took+10*time.Second, switches.On+"="+strconv.Itoa(m.number))
	switch {
	case err == nil:
		return "", false
	case !errors.Is(err, context.DeadlineExceeded):
		return "noticed by " + s.name, true
	case computed > endless*s.computed:
		return "noticed by " + s.name + ", which does not end", true
	default:
		return survived + ": " + s.name + " was stopped, and may only have been slow", false
	}
}
