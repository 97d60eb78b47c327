package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authentik-mock/authentik-mock/contract/internal/mutants/switches"
)

// A run is stopped after patience times its duration without a change. The mutant counts as noticed
// if the run has computed endless times as long as without a change; otherwise the machine may only
// have been busy.
const (
	patience = 4
	endless  = 2
)

// report tries each mutant on the tests that reach it, says at once what becomes of it, and in the end
// which mutants survived.
func report(ctx context.Context, dir, overlay string, suites []*suite, mutants []mutant, seed uint64) error {
	tests := 0
	for _, s := range suites {
		if err := s.build(ctx, overlay); err != nil {
			return err
		}
		if err := s.baseline(ctx, dir); err != nil {
			return err
		}
		tests += len(s.tests)
	}
	fmt.Printf("%d tests of %d packages may reach the %d mutants\n", tests, len(suites), len(mutants))
	left, err := tryAll(ctx, suites, mutants)
	if err != nil {
		return err
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

// tryAll tries as many mutants at once as there are processors, and returns those that survived.
func tryAll(ctx context.Context, suites []*suite, mutants []mutant) (left []mutant, err error) {
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	var told sync.Mutex
	done := 0
	for _, m := range mutants {
		group.Go(func() error {
			outcome, isNoticed := try(ctx, plan(suites, m), m)
			told.Lock()
			defer told.Unlock()
			if ctx.Err() != nil {
				return ctx.Err()
			}
			done++
			fmt.Printf("%d/%d %s\n     %s\n", done, len(mutants), m, outcome)
			if !isNoticed {
				left = append(left, m)
			}
			return nil
		})
	}
	err = group.Wait()
	slices.SortFunc(left, func(a, b mutant) int { return cmp.Compare(a.number, b.number) })
	return left, err
}

// The outcome of a mutant that no test notices.
const (
	survived  = "SURVIVED"
	unreached = "SURVIVED: no test reaches it"
)

// job is some tests of a suite that run together.
type job struct {
	suite          *suite
	tests          []*test
	took, computed time.Duration
}

// together is how long the tests of a job take at most, unless it is a single one. A start of a test binary costs
// more than most tests do.
const together = 4 * time.Second

// plan returns the tests that reach a mutant, the shortest first.
func plan(suites []*suite, m mutant) []job {
	var jobs []job
	for _, s := range suites {
		var last *job
		for _, t := range s.tests { // the shortest first
			if !t.reached[m.number] {
				continue
			}
			if last == nil || last.took+t.took > together {
				jobs = append(jobs, job{suite: s})
				last = &jobs[len(jobs)-1]
			}
			last.tests = append(last.tests, t)
			last.took += t.took
			last.computed += t.computed
		}
	}
	slices.SortStableFunc(jobs, func(a, b job) int { return cmp.Compare(a.took, b.took) })
	return jobs
}

// try runs the jobs with the mutant until one notices it. It returns what came of it.
func try(ctx context.Context, jobs []job, m mutant) (outcome string, noticed bool) {
	outcome = unreached
	if len(jobs) > 0 {
		outcome = survived
	}
	for _, j := range jobs {
		_, computed, err := j.suite.run(ctx, j.tests, patience*j.took+10*time.Second, switches.On+"="+strconv.Itoa(m.number))
		switch {
		case ctx.Err() != nil:
			return "", false
		case err == nil:
		case !errors.Is(err, context.DeadlineExceeded):
			return "noticed by " + j.String(), true
		case computed > endless*j.computed:
			return "noticed by " + j.String() + ", which does not end", true
		default:
			outcome = survived + ": " + j.String() + " was stopped, and may only have been slow"
		}
	}
	return outcome, false
}

// String names the suite, and the test if it is one.
func (j job) String() string {
	if len(j.tests) == 1 {
		return j.tests[0].name + " of " + j.suite.name
	}
	return j.suite.name
}
