package journal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// ask adds requests of one path to a journal.
func ask(j *Journal, path string, times int) {
	for range times {
		j.Add(j.Receive(time.Now(), "GET", path, "", ""), Exchange{Status: 200})
	}
}

func TestTheOldestGoesFirst(t *testing.T) {
	t.Parallel()
	j := New(1<<20, 3, new(Shared))
	ask(j, "/a", 2)
	ask(j, "/b", 3)
	entries, next, evicted := j.List(Filter{}, -1)
	if len(entries) != 3 || entries[0].ID != 3 || entries[2].ID != 5 || next != 5 || evicted != 2 {
		t.Errorf("%d entries from %d on, next %d, evicted %d", len(entries), entries[0].ID, next, evicted)
	}
	if j.Get(2) != nil || j.Get(3) != entries[0] {
		t.Error("what is gone is found, or what is kept is not")
	}
	j.Clear()
	if entries, _, evicted := j.List(Filter{}, -1); len(entries) != 0 || evicted != 0 {
		t.Errorf("after Clear there are %d, evicted %d", len(entries), evicted)
	}
}

// TestAJournalIsBoundedInBytes compares the reported memory of entries of all shapes with the growth of the
// heap.
func TestAJournalIsBoundedInBytes(t *testing.T) {
	const most = 1 << 20
	long := strings.Repeat("x", 200_000)
	for name, x := range map[string]Exchange{
		"small":   {Status: 200},
		"bodies":  {Status: 200, RequestBody: []byte(long), AnswerBody: []byte(long)},
		"headers": {Status: 200, RequestHeader: http.Header{"X-Long": {long}}},
		"reasons": {Status: 400, Reasons: make([]drf.Reason, 1000)},
		"users":   {Status: 200, User: long},
	} {
		j := New(most, 1_000_000, new(Shared))
		before := heap()
		for i := range 3_000 {
			y := x
			y.User = strings.Clone(x.User)
			j.Add(j.Receive(time.Now(), "GET", fmt.Sprintf("/%d", i), "", ""), y)
		}
		if took := int64(heap()) - int64(before); took > most*5/4 {
			t.Errorf("%s: %d entries take %d bytes", name, len(j.entries)-j.first, took)
		}
		if count := len(j.entries) - j.first; count < 5 {
			t.Errorf("%s: %d entries are kept", name, count)
		}
		runtime.KeepAlive(j)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestABodyThatIsTooLongIsCut(t *testing.T) {
	t.Parallel()
	j := New(1<<20, 10, new(Shared))
	long := []byte(strings.Repeat("x", MostBody+1))
	j.Add(j.Receive(time.Now(), "PUT", "/", "", ""), Exchange{Status: 200, RequestBody: long, AnswerBody: long[1:]})
	e := j.Get(1)
	if sent, got := e.Request(), e.Answer(); len(sent.Body) != MostBody || !sent.Cut || len(got.Body) != MostBody || got.Cut {
		t.Errorf("%d bytes, cut %v; %d bytes, cut %v", len(sent.Body), sent.Cut, len(got.Body), got.Cut)
	}
}

func TestACountIsRefusedWhenItsWindowIsNotWhole(t *testing.T) {
	t.Parallel()
	j := New(1<<20, 3, new(Shared))
	ask(j, "/", 2)
	if count, _, err := j.Count(Filter{}); count != 2 || err != nil {
		t.Errorf("%d, %v", count, err)
	}
	time.Sleep(time.Millisecond) // so that the next request comes at a later time of the clock
	second := time.Now()
	ask(j, "/", 3)
	for name, c := range map[string]struct {
		filter Filter
		count  int
		err    error
	}{
		"all":                    {Filter{}, 0, ErrEvicted},
		"a path":                 {Filter{Path: "/b"}, 0, ErrEvicted},
		"since the second part":  {Filter{Since: second}, 3, nil},
		"since before":           {Filter{Since: second.Add(-time.Hour)}, 0, ErrEvicted},
		"after the first":        {Filter{After: 1}, 0, ErrEvicted},
		"after the second":       {Filter{After: 2}, 3, nil},
		"after the last but one": {Filter{After: 4}, 1, nil},
		"after what is to come":  {Filter{After: 7}, 0, nil},
	} {
		if count, evicted, err := j.Count(c.filter); count != c.count || !errors.Is(err, c.err) || evicted != 2 {
			t.Errorf("%s: %d, evicted %d, %v; want %d, %v", name, count, evicted, err, c.count, c.err)
		}
	}
}

// soon returns a context that ends long after what a test waits for: a test that waits in vain fails.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	j := New(1<<20, 100, new(Shared))
	ask(j, "/a", 1)
	type result struct {
		count int
		err   error
	}
	wait := func(ctx context.Context, f Filter, n int, state State) <-chan result {
		done := make(chan result, 1)
		go func() {
			count, _, err := j.Wait(ctx, f, n, state)
			done <- result{count, err}
		}()
		return done
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if r := <-wait(over, Filter{}, 2, Answered); r.count != 1 || !errors.Is(r.err, context.Canceled) {
		t.Errorf("%v", r)
	}
	both := wait(soon(t), Filter{Path: "/a"}, 2, Answered)
	come := wait(soon(t), Filter{Path: "/a"}, 2, Received)
	j.Receive(time.Now(), "GET", "/b", "", "")
	e := j.Receive(time.Now(), "GET", "/a", "", "")
	if r := <-come; r != (result{2, nil}) {
		t.Errorf("received: %v", r)
	}
	if r := <-wait(over, Filter{Path: "/a"}, 2, Answered); r.count != 1 {
		t.Errorf("a request without an answer counts as answered: %v", r)
	}
	j.Add(e, Exchange{Status: 204})
	if r := <-both; r != (result{2, nil}) {
		t.Errorf("answered: %v", r)
	}
}

// TestWaitingCountsWhatIsGone checks that dropped entries stay counted.
func TestWaitingCountsWhatIsGone(t *testing.T) {
	t.Parallel()
	j := New(1<<20, 2, new(Shared))
	done := make(chan error)
	go func() {
		_, _, err := j.Wait(soon(t), Filter{}, 50, Answered)
		done <- err
	}()
	for range 1000 { // one after the other, so that the waiter sees nearly all of them
		select {
		case err := <-done:
			if err != nil && !errors.Is(err, ErrEvicted) {
				t.Error(err)
			}
			return
		default:
			ask(j, "/", 1)
			runtime.Gosched()
		}
	}
	if err := <-done; err != nil && !errors.Is(err, ErrEvicted) {
		t.Error(err)
	}
}

// TestAClearedJournalCountsAnew: for those who wait already, too; one that has ended tells them.
func TestAClearedJournalCountsAnew(t *testing.T) {
	t.Parallel()
	shared := new(Shared)
	j := New(1<<20, 100, shared)
	ask(j, "/a", 3)
	type result struct {
		count int
		err   error
	}
	done := make(chan result, 1)
	wait := func() {
		count, _, err := j.Wait(soon(t), Filter{}, 4, Answered)
		done <- result{count, err}
	}
	go wait()
	for !j.isWaitedFor() {
		runtime.Gosched()
	}
	j.Clear()
	for range 4 {
		select {
		case r := <-done:
			t.Fatalf("%v", r)
		default:
			ask(j, "/b", 1)
		}
	}
	if r := <-done; r != (result{4, nil}) {
		t.Errorf("after Clear: %v", r)
	}
	j.Clear()
	go wait()
	for !j.isWaitedFor() {
		runtime.Gosched()
	}
	j.End()
	if r := <-done; r != (result{0, ErrEnded}) {
		t.Errorf("after End: %v", r)
	}
	next := New(1<<20, 100, shared)
	if ask(next, "/c", 1); len(next.entries) != 1 || next.entries[0].position <= 7 {
		t.Errorf("the next journal begins at %+v", next.entries)
	}
}

// isWaitedFor reports whether somebody waits for a change.
func (j *Journal) isWaitedFor() bool {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.waiting != nil
}

func TestFilters(t *testing.T) {
	t.Parallel()
	j := New(1<<20, 100, new(Shared))
	body := []byte(`{"name":"a b","n":5,"flag":true,"none":null,"flow_set":[{"slug":"x"}],"list":[1,"a"],"pk":7,"group":"3fa85f64"}`)
	received := time.Now()
	j.Add(j.Receive(received, "PATCH", "/api/v3/stages/user_write/5/", "", ""), Exchange{Status: 403, User: "mia", RequestBody: body})
	mia, nobody := "mia", ""
	for _, c := range []struct {
		filter Filter
		lets   bool
	}{
		{Filter{}, true}, {Filter{Method: "patch"}, true}, {Filter{Method: "GET"}, false},
		{Filter{Path: "/api/v3/stages/user_write/5/"}, true}, {Filter{Path: "/api/v3/stages/user_write/5"}, false}, {Filter{Path: "/api/v3/stages/*"}, true},
		{Filter{Path: "*/user_write/*/"}, true}, {Filter{Path: "*user*5"}, false}, {Filter{Path: "/api/v3/*/*/*/*/"}, false}, {Filter{Path: "*"}, true},
		{Filter{Path: "/api/v3/stages/user_write/5/*5/"}, false},
		{Filter{Statuses: []string{"403"}}, true}, {Filter{Statuses: []string{"4xx"}}, true}, {Filter{Statuses: []string{"404"}}, false}, {Filter{Statuses: []string{"5xx"}}, false}, {Filter{Statuses: []string{"5xx", "403"}}, true}, {Filter{Statuses: []string{"5xx", "404"}}, false},
		{Filter{User: &mia}, true}, {Filter{User: &nobody}, false},
		{Filter{Kinds: []Kind{Refused}}, true}, {Filter{Kinds: []Kind{OK, Fault, NotFound, NotServed}}, false}, {Filter{Kinds: []Kind{OK, Refused}}, true},
		{Filter{Since: time.Now().Add(-time.Hour)}, true}, {Filter{Since: time.Now().Add(time.Hour)}, false},
		{Filter{Until: time.Now().Add(-time.Hour)}, false}, {Filter{Until: time.Now().Add(time.Hour)}, true},
		{Filter{Body: map[string]string{"name": "a b", "n": "5"}}, true}, {Filter{Body: map[string]string{"name": "a b", "n": "6"}}, false},
		{Filter{Body: map[string]string{"flag": "true", "none": "null"}}, true}, {Filter{Body: map[string]string{"flow_set.0.slug": "x"}}, true},
		{Filter{Body: map[string]string{"flow_set.1.slug": "x"}}, false}, {Filter{Body: map[string]string{"list": `[1,"a"]`}}, true},
		{Filter{Body: map[string]string{"name": `"a b"`}}, true}, {Filter{Body: map[string]string{"nome": "a b"}}, false}, {Filter{Body: map[string]string{"name.0": "a"}}, false},
		{Filter{Body: map[string]string{"list.0": "1"}}, true}, {Filter{Body: map[string]string{"list.2": "a"}}, false}, {Filter{Body: map[string]string{"list.-1": "a"}}, false},
		{Filter{Body: map[string]string{"list.x": "1"}}, false}, {Filter{Body: map[string]string{"": ""}}, false},
		{Filter{Since: received}, true}, {Filter{Since: received.Add(1)}, false}, {Filter{Until: received}, false}, {Filter{Until: received.Add(1)}, true},
		{Filter{Mentions: "5"}, true}, {Filter{Mentions: "api"}, true}, {Filter{Mentions: "a"}, true}, {Filter{Mentions: "b"}, true}, {Filter{Mentions: "x"}, true}, {Filter{Mentions: "ag"}, false},
		{Filter{Mentions: "flow"}, false}, {Filter{Mentions: "set"}, false}, {Filter{Mentions: "a b"}, true}, {Filter{Mentions: "1"}, false}, {Filter{Mentions: "7"}, true}, {Filter{Mentions: "8"}, false},
		{Filter{Mentions: "3fa85f64"}, true}, {Filter{Mentions: "fa85f64"}, false}, {Filter{Mentions: "3fa85f6"}, false},
	} {
		entries, _, _ := j.List(c.filter, -1)
		if lets := len(entries) == 1; lets != c.lets {
			t.Errorf("%+v lets: %v", c.filter, lets)
		}
	}
}

// TestWhatAFilterReadsOfABody: of a request that only reads, no mention, and of a body that is not whole or no JSON, nothing.
func TestWhatAFilterReadsOfABody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, body string
		cut          bool
		filter       Filter
		lets         bool
	}{
		{"PUT", "slug", false, Filter{Mentions: "slug"}, true}, {"PUT", "slugs slug", false, Filter{Mentions: "slug"}, true}, {"PUT", "@slug[", false, Filter{Mentions: "slug"}, true}, {"PUT", "`slug{", false, Filter{Mentions: "slug"}, true}, {"PUT", "/slug:", false, Filter{Mentions: "slug"}, true}, {"PUT", "aslug slugz Aslug slugZ 0slug slug9 _slug slug-", false, Filter{Mentions: "slug"}, false},
		{"PUT", "", false, Filter{Mentions: "slug"}, false}, {"GET", "slug", false, Filter{Mentions: "slug"}, false}, {"HEAD", "slug", false, Filter{Mentions: "slug"}, false}, {"OPTIONS", "slug", false, Filter{Mentions: "slug"}, false},
		{"PUT", `{"n":1}`, false, Filter{Body: map[string]string{"n": "1"}}, true}, {"PUT", `{"n":1}`, true, Filter{Body: map[string]string{"n": "1"}}, false}, {"PUT", `{"n":1`, false, Filter{Body: map[string]string{"n": "1"}}, false},
		{"PUT", `{"n":NaN}`, false, Filter{Body: map[string]string{"n": "NaN"}}, false},
	} {
		j := New(1<<20, 100, new(Shared))
		j.Add(j.Receive(time.Now(), c.method, "/", "", ""), Exchange{Status: 200, RequestBody: []byte(c.body), RequestCut: c.cut})
		if entries, _, _ := j.List(c.filter, -1); (len(entries) == 1) != c.lets {
			t.Errorf("%s %s is let by %+v: %v", c.method, c.body, c.filter, !c.lets)
		}
	}
}

// TestWhatOnlyAnAnswerTells: of a request that has only come, the address and the time are known.
func TestWhatOnlyAnAnswerTells(t *testing.T) {
	t.Parallel()
	none := ""
	for _, f := range []Filter{{Statuses: []string{"200"}}, {User: &none}, {Kinds: []Kind{OK}}, {Body: map[string]string{"a": "b"}}, {Mentions: "a"}} {
		if !f.NeedsAnswer() {
			t.Errorf("%+v needs no answer", f)
		}
	}
	if f := (Filter{Method: "GET", Path: "/", Since: time.Now(), Until: time.Now(), After: 1}); f.NeedsAnswer() {
		t.Errorf("%+v needs an answer", f)
	}
}

// TestWhatIsKeptOfAnExchange: a line break in a header is a space, as in net/http, and the reasons are bounded.
func TestWhatIsKeptOfAnExchange(t *testing.T) {
	t.Parallel()
	j := New(1<<20, 100, new(Shared))
	j.Add(j.Receive(time.Now(), "GET", "/", "", ""), Exchange{
		Status: 200, Host: "a.example", RequestHeader: http.Header{"B": {"2"}, "A": {"1", "3"}}, RequestBody: []byte("sent"),
		AnswerHeader: http.Header{"C": {"x\ny"}}, AnswerBody: []byte("answered"), AnswerCut: true, Reasons: make([]drf.Reason, mostReasons+2),
	})
	e := j.Get(1)
	if want := (Message{[][2]string{{"A", "1"}, {"A", "3"}, {"B", "2"}, {"Host", "a.example"}}, []byte("sent"), false}); !reflect.DeepEqual(e.Request(), want) {
		t.Errorf("the request is %+v", e.Request())
	}
	if want := (Message{[][2]string{{"C", "x y"}}, []byte("answered"), true}); !reflect.DeepEqual(e.Answer(), want) {
		t.Errorf("the answer is %+v", e.Answer())
	}
	if len(e.Reasons) != mostReasons || e.LeftOut != 2 {
		t.Errorf("%d reasons, %d left out", len(e.Reasons), e.LeftOut)
	}
	if j.Get(2) != nil || e.Request().Header("A") != "1" || e.Request().Header("D") != "" {
		t.Error("what is not there is found")
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]Kind{200: OK, 204: OK, 301: OK, 400: Refused, 403: Refused, 404: NotFound, 405: Refused, 421: Refused, 500: Fault, 501: NotServed, 503: Fault, 0: Fault} {
		if got := kindOf(status); got != kind {
			t.Errorf("%d is %s, want %s", status, got, kind)
		}
	}
}

// TestJournalsShareABound: each journal makes room among its own entries, and one that is cleared gives its bytes back.
func TestJournalsShareABound(t *testing.T) {
	t.Parallel()
	const most = 64 << 10
	shared := new(Shared)
	journals := make([]*Journal, 2*together)
	for i := range journals {
		journals[i] = New(most, 1_000_000, shared)
		ask(journals[i], "/a", 1_000)
	}
	sum := int64(0)
	for i, j := range journals {
		if size := j.Size(); size.Entries == 0 || i == 0 && size.Bytes < most/2 {
			t.Errorf("journal %d keeps %+v", i, size)
		}
		sum += j.Size().Bytes
	}
	if beside := int64(together * 2 * 2_000); sum > together*most+beside { // each keeps its latest entry
		t.Errorf("together they take %d bytes", sum)
	}
	for _, j := range journals[:together] {
		j.Clear()
	}
	last := journals[len(journals)-1]
	ask(last, "/b", 1_000)
	if size := last.Size(); size.Bytes < most/2 {
		t.Errorf("with room again it keeps %+v", size)
	}
}
