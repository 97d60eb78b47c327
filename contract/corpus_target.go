package contract

import (
	"context"
	"fmt"
	"regexp"
)

// What a run of all recorded sets against one server has to mind: the sets were recorded on servers of their own.

// corsNote is what to know before recordings are compared with a server that answers pages of other origins.
const corsNote = "the target lets browser pages of other origins call it, as no authentik does: recorded requests with an Origin are not compared. " +
	"Start authentik-mock with --cors off to compare them"

// answersOrigins says whether a target lets a browser page on this machine read its answers.
func answersOrigins(ctx context.Context, target Target) (bool, error) {
	if target.URL == "" {
		return false, nil
	}
	w, err := newWire(target.URL)
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	defer w.close()
	answer, err := w.send(ctx, rawRequest{method: "OPTIONS", path: "/api/v3/root/config/", headers: [][2]string{
		{"Origin", "http://localhost"}, {"Access-Control-Request-Method", "GET"}}})
	return answer.header.Get("Access-Control-Allow-Origin") != "", err
}

// sharing says what of a recorded set cannot be held against a target: on a server that played other sets before, users
// have other numbers.
type sharing struct {
	// server says that the target is one server for all sets.
	server bool
	// origins says that it answers pages of other origins by itself.
	origins bool
}

// spelledNumber is the number of a user within a text of an answer: in a refusal, in the name of a user's own role, and in
// used_by.
var spelledNumber = regexp.MustCompile(`(Invalid pk \\"|ak-managed-role--user-|"pk":")\d+`)

// level replaces the numbers of users that texts of an answer spell, on a server that has counted others before.
func (s sharing) level(answer string) string {
	if !s.server {
		return answer
	}
	return spelledNumber.ReplaceAllString(answer, "$1<int>")
}
