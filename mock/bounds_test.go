package mock_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const stages = "/api/v3/stages/user_write/"

// named returns a body that gives a stage a name of a length.
func named(name string, length int) string {
	return `{"name":"` + name + strings.Repeat("x", length-len(name)) + `"}`
}

// refused fails the test if an answer is not the fake's own refusal by a bound.
func refused(t *testing.T, a answer, status int, says string) answer {
	t.Helper()
	want(t, a, status)
	detail, _ := a.json(t)["detail"].(string)
	if a.header.Get("X-Authentik-Mock") != "limit" || a.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(detail, says) {
		t.Errorf("%v %s", a.header, a.text)
	}
	return a
}

// pipes is a listener whose connections are in memory, so that time need not pass.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	connection, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return connection, nil
}
func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// inBubble runs act with a server in a bubble in which time passes at once. A goroutine that is left fails the test.
func inBubble(t *testing.T, options mock.Options, act func(t *testing.T, dial func() net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		handler, err := mock.New(options)
		if err != nil {
			t.Fatal(err)
		}
		listener := make(pipes)
		server := &http.Server{Handler: handler}
		go server.Serve(listener)
		defer server.Close()
		act(t, func() net.Conn {
			ours, theirs := net.Pipe()
			listener <- theirs
			return ours
		})
	})
}

// head returns the head of a request with the token and a body of a length.
func head(address string, length int, more ...string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n",
		address, length, strings.Join(more, ""))
}

const authorization = "Authorization: Bearer mock-token\r\n"

// readAnswer reads an answer from a connection, and whether the connection ends behind it.
func readAnswer(t *testing.T, connection net.Conn) (a answer, ends bool) {
	t.Helper()
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(response.Body)
	connection.SetReadDeadline(time.Now().Add(time.Minute))
	_, err = reader.ReadByte()
	return answer{response.StatusCode, response.Header, string(text)}, err == io.EOF
}

func TestABodyThatStopsComingIsRefusedAndTheConnectionEnds(t *testing.T) {
	t.Parallel()
	for _, sent := range []string{"", `{"name":`} {
		inBubble(t, mock.Options{}, func(t *testing.T, dial func() net.Conn) {
			connection := dial()
			io.WriteString(connection, head(stages, 100, authorization)+sent)
			begun := time.Now()
			a, ends := readAnswer(t, connection)
			refused(t, a, 408, "Nothing of the body came for 30s")
			if took := time.Since(begun).Round(time.Second); !ends || took != 30*time.Second {
				t.Errorf("it took %v, and the connection ends: %v", took, ends)
			}
		})
	}
}

func TestABodyThatNobodyReadsIsNotWaitedForEither(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"/nowhere/", "/api/v3/flows/inspector/x/", stages + "a.b/", "/__mock/reset/"} {
		inBubble(t, mock.Options{}, func(t *testing.T, dial func() net.Conn) {
			connection := dial()
			io.WriteString(connection, head(address, 100, authorization))
			if _, ends := readAnswer(t, connection); !ends {
				t.Errorf("%s: the connection stays open", address)
			}
		})
	}
}

func TestABodyThatComesSlowlyIsTaken(t *testing.T) {
	t.Parallel()
	inBubble(t, mock.Options{}, func(t *testing.T, dial func() net.Conn) {
		connection := dial()
		defer connection.Close()
		const text = `{"name":"slow"}`
		io.WriteString(connection, head(stages, len(text), authorization))
		for i := range text {
			time.Sleep(29 * time.Second)
			io.WriteString(connection, text[i:i+1])
		}
		a, ends := readAnswer(t, connection)
		if want(t, a, 201); ends {
			t.Error("the connection ends, and could be used again")
		}
	})
}

func TestALongAnswerThatIsNotReadIsNotHeldForEver(t *testing.T) {
	t.Parallel()
	inBubble(t, mock.Options{MaxHeld: 1 << 20}, func(t *testing.T, dial func() net.Conn) {
		ask := func(text string) (a answer) {
			connection := dial()
			defer connection.Close()
			io.WriteString(connection, text)
			a, _ = readAnswer(t, connection)
			return a
		}
		body := named("long", 300_000)
		want(t, ask(head(stages, len(body), authorization, "Connection: close\r\n")+body), 201)
		get := "GET " + stages + "?search=long HTTP/1.1\r\nHost: localhost\r\n" + authorization + "Connection: close\r\n\r\n"
		for range 3 {
			connection := dial()
			defer connection.Close()
			io.WriteString(connection, get)
			io.ReadFull(connection, make([]byte, 100)) // and no more
		}
		synctest.Wait()
		refused(t, ask(get), 503, "try again in a second")
		time.Sleep(time.Minute)
		want(t, ask(get), 200)
	})
}

// TestExportsWaitForOneAnother: each may be as long as the state.
func TestExportsWaitForOneAnother(t *testing.T) {
	t.Parallel()
	inBubble(t, mock.Options{}, func(t *testing.T, dial func() net.Conn) {
		send := func(text string) net.Conn {
			connection := dial()
			io.WriteString(connection, text)
			return connection
		}
		const get = "GET /__mock/blueprint/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
		body := named("long", 300_000)
		connection := send(head(stages, len(body), authorization, "Connection: close\r\n") + body)
		created, _ := readAnswer(t, connection)
		want(t, created, 201)
		slow := send(get)
		defer slow.Close()
		io.ReadFull(slow, make([]byte, 100)) // and no more
		synctest.Wait()
		begun := time.Now()
		exported, _ := readAnswer(t, send(get))
		want(t, exported, 200)
		if waited := time.Since(begun); waited < mock.DefaultBodyTimeout/2 {
			t.Errorf("a second export did not wait for the first, but took %v", waited)
		}
	})
}

func TestABodyWithoutATokenThatThereIsIsShort(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{MaxBodyWithoutToken: 1000, MaxBody: 4000})
	for _, c := range []struct {
		name, authorization string
		length, status      int
	}{
		{"no token", "", 500, 403},
		{"no token", "", 2000, 413},
		{"a token that there is not", "Bearer nope", 2000, 413},
		{"a token under another scheme", "Basic mock-token", 2000, 413},
		{"text that is no UTF-8", "Bearer \xff", 2000, 413},
		{"the token", "Bearer mock-token", 2000, 200},
		{"the token, in other letters", "bearer mock-token ", 2000, 200},
		{"a token that may nothing", "Bearer nobody-token", 2000, 403},
		{"the token", "Bearer mock-token", 5000, 413},
	} {
		text := named("x", c.length)
		a := call(t, s, "PATCH", exampleAddress, text, "Authorization", c.authorization)
		chunked := call(t, s, "PATCH", exampleAddress, text, "Authorization", c.authorization, "Transfer-Encoding", "chunked")
		if a.status != c.status || chunked.status != c.status {
			t.Errorf("%s and %d bytes: %d, in chunks %d, want %d", c.name, c.length, a.status, chunked.status, c.status)
		}
		if c.status == 413 {
			flag := map[bool]string{true: "--max-body-without-token", false: "--max-body."}[c.length == 2000]
			refused(t, a, 413, flag)
			refused(t, chunked, 413, flag)
		}
	}
}

func TestABodyThatIsAnnouncedTooLongIsRefusedBeforeItComes(t *testing.T) {
	t.Parallel()
	inBubble(t, mock.Options{}, func(t *testing.T, dial func() net.Conn) {
		for _, more := range []string{"", authorization, authorization + "Expect: 100-continue\r\n"} {
			connection := dial()
			io.WriteString(connection, head(stages, 33<<20, more))
			begun := time.Now()
			a, ends := readAnswer(t, connection)
			refused(t, a, 413, "--max-body")
			if took := time.Since(begun); !ends || took > 5*time.Second {
				t.Errorf("%q: it took %v, and the connection ends: %v", more, took, ends)
			}
		}
	})
}

func TestTheBodiesOfAllRequestsShareTheirRoom(t *testing.T) {
	t.Parallel()
	inBubble(t, mock.Options{MaxHeld: 1 << 20}, func(t *testing.T, dial func() net.Conn) {
		ask := func(text string) answer {
			connection := dial()
			defer connection.Close()
			go io.WriteString(connection, text)
			a, _ := readAnswer(t, connection)
			return a
		}
		held := func(token string) net.Conn {
			connection := dial()
			text := named("x", 300_000)
			go io.WriteString(connection, head(stages, len(text), token)+text[:len(text)-1])
			synctest.Wait()
			return connection
		}
		body := named("mine", 200_000)
		long := head(stages, len(body), authorization, "Connection: close\r\n") + body
		short := "GET " + exampleAddress + " HTTP/1.1\r\nHost: localhost\r\n" + authorization + "Connection: close\r\n\r\n"
		small := head(stages, len(`{"name":"small"}`), authorization, "Connection: close\r\n") + `{"name":"small"}`

		// without a token there is room for one, in the first half
		first, second := held(""), held("")
		if a, _ := readAnswer(t, second); a.status != 503 || a.header.Get("Retry-After") != "1" {
			t.Errorf("a second body without a token is answered with %d %v", a.status, a.header)
		}
		want(t, ask(long), 201)
		first.Close()
		synctest.Wait()

		// with it, for three, and then for short ones only
		holders := []net.Conn{held(authorization), held(authorization), held(authorization)}
		refused(t, ask(long), 503, "--max-held")
		want(t, ask(short), 200)
		want(t, ask(small), 201)
		for _, connection := range holders {
			connection.Close()
		}
		synctest.Wait()
		want(t, ask(strings.Replace(long, "mine", "ours", 1)), 201)
	})
}

func TestLongBodiesLeaveRoomForShortOnes(t *testing.T) {
	t.Parallel()
	const length, most = 64 << 10, 16*(64<<10+1) + 100 // room for sixteen, and next to nothing
	inBubble(t, mock.Options{MaxHeld: most}, func(t *testing.T, dial func() net.Conn) {
		for range 16 {
			connection := dial()
			defer connection.Close()
			go io.WriteString(connection, head(stages, length, authorization)+strings.Repeat(" ", length-1))
			synctest.Wait()
		}
		connection := dial()
		defer connection.Close()
		io.WriteString(connection, head(stages, len(`{"name":"small"}`), authorization)+`{"name":"small"}`)
		a, _ := readAnswer(t, connection)
		want(t, a, 201)
	})
}

func TestWhatABodyBecomesIsCountedToo(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{MaxHeld: 1 << 20})
	heavy := `{"attributes":{"a":[` + strings.Repeat(`{"a":1},`, 20_000) + `0]}}`
	refused(t, call(t, s, "PATCH", exampleAddress, heavy), 413, "--max-held")
	want(t, call(t, s, "PATCH", exampleAddress, named("light", len(heavy))), 200)
}

func TestAStateThatIsFullTakesNoMore(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{MaxState: 4 << 20})
	count := func() json.Number {
		var page struct{ Pagination struct{ Count json.Number } }
		json.Unmarshal([]byte(call(t, s, "GET", stages, "").text), &page)
		return page.Pagination.Count
	}
	fill := func() (created []string) {
		for i := range 100 {
			before := count()
			a := call(t, s, "POST", stages, named(fmt.Sprintf("%03d", i), 100_000))
			if a.status == 507 {
				refused(t, a, 507, "nothing was changed")
				if after := count(); after != before {
					t.Errorf("a refused stage is there: %v before, %v after", before, after)
				}
				return created
			}
			created = append(created, want(t, a, 201).json(t)["pk"].(string))
		}
		t.Fatal("there was room for 10 MB")
		return nil
	}
	created := fill()
	if len(created) < 2 {
		t.Fatalf("there was room for %d stages only", len(created))
	}
	address := stages + created[0] + "/"
	before := call(t, s, "GET", address, "").text
	refused(t, call(t, s, "PATCH", address, named("grown", 200_000)), 507, "--max-state")
	if after := call(t, s, "GET", address, "").text; after != before {
		t.Error("a refused change was made")
	}
	want(t, call(t, s, "PATCH", address, named("shrunk", 10)), 200)
	want(t, call(t, s, "DELETE", stages+created[1]+"/", ""), 204)
	want(t, call(t, s, "POST", stages, named("again", 100_000)), 201)
	s.Reset()
	if again := fill(); len(again) != len(created) {
		t.Errorf("after a reset there was room for %d stages, before for %d", len(again), len(created))
	}
}

func TestSeedsThatTakeMoreThanTheStateMayAreRefused(t *testing.T) {
	t.Parallel()
	if _, err := mock.New(mock.Options{MaxState: 1000}); err == nil || !strings.Contains(err.Error(), "more than the 1000 that the state may take: give a larger --max-state") {
		t.Errorf("got %v", err)
	}
}
