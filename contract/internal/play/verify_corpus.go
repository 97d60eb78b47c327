package play

import (
	"context"
	"fmt"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// corsNote explains how recordings are compared with a server that answers pages of other origins.
const corsNote = "the target lets browser pages of other origins call it, as no authentik does: recorded requests with an Origin are not compared. " +
	"Start authentik-mock with --cors off to compare them"

// answersOrigins reports whether a target lets a browser page on this machine read its answers.
func answersOrigins(ctx context.Context, target wire.Target) (bool, error) {
	if target.URL == "" {
		return false, nil
	}
	w, err := wire.Open(target.URL)
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	defer w.Close()
	answer, err := w.Send(ctx, wire.Request{Method: "OPTIONS", Path: "/api/v3/root/config/", Headers: [][2]string{
		{"Origin", "http://localhost"}, {"Access-Control-Request-Method", "GET"}}})
	return answer.Header.Get("Access-Control-Allow-Origin") != "", err
}

// replay replays every recorded set of the profiles. Each set gets a newly installed fake; a given target is
// installed once, and every set cleans up after itself.
func (o Options) replay(ctx context.Context, report *Report, profiles []profile.Profile) error {
	withCORS, err := answersOrigins(ctx, o.Target)
	if err != nil {
		return err
	}
	switch {
	case withCORS && o.Out != nil:
		fmt.Fprintln(o.Out, corsNote) // before it begins
	case withCORS:
		report.Notes = append(report.Notes, corsNote)
	}
	type recorded struct {
		profile profile.Profile
		set     string
	}
	var all []recorded
	for _, p := range profiles {
		if !p.IsRelease() || !p.IsRecorded() && len(profiles) > 1 {
			continue // the documentation answered nothing, and the candidate of a release answered for it
		}
		sets, err := fixtures.Sets(p.Data)
		if err != nil {
			return err
		}
		for _, set := range sets {
			all = append(all, recorded{p, set})
		}
	}
	parts := NewParts(o.Advance)
	parts.Expect(len(all))
	for _, r := range all {
		if err := o.replaySet(ctx, report, r.profile, r.set, corpus.Sharing{Server: o.Target.URL != "", Origins: withCORS}); err != nil {
			return err
		}
		parts.Done(r.profile.Name + " " + r.set)
	}
	if len(report.Corpora) == 0 {
		return fmt.Errorf("%w: nothing was recorded for this profile", ErrUsage)
	}
	return nil
}

func (o Options) replaySet(ctx context.Context, report *Report, p profile.Profile, set string, shared corpus.Sharing) error {
	target, stop, err := o.target(report, p)
	if err != nil {
		return err
	}
	defer stop()
	corpus, err := corpus.Replay(ctx, target, p.Data, set, shared)
	if ctx.Err() != nil {
		report.Interrupted = true
		return nil
	}
	if err != nil {
		return err
	}
	report.Corpora = append(report.Corpora, corpus)
	return nil
}
