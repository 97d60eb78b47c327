package contract

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// answerTime is how long a server may take for one answer.
const answerTime = 60 * time.Second

// wire sends requests byte by byte over one connection that is kept open. Go's own client refuses some of what the
// recordings hold: broken escapes, odd methods, header values that are no ASCII.
type wire struct {
	address string
	conn    net.Conn
	reader  *bufio.Reader
}

// rawRequest is a request as it goes over the wire. A nil Body is none at all, which is not the same as an empty one.
type rawRequest struct {
	method, path string
	headers      [][2]string
	body         []byte
}

// rawAnswer is what came back.
type rawAnswer struct {
	status int
	header http.Header
	body   []byte
}

func (w *wire) close() {
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
}

// send sends a request and reads the answer; a connection that the server closed meanwhile is opened again once.
func (w *wire) send(ctx context.Context, r rawRequest) (rawAnswer, error) {
	for again := false; ; again = true {
		answer, err := w.try(ctx, r)
		if err == nil {
			return answer, nil
		}
		w.close()
		if again || ctx.Err() != nil {
			return rawAnswer{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
	}
}

func (w *wire) try(ctx context.Context, r rawRequest) (rawAnswer, error) {
	if w.conn == nil {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", w.address)
		if err != nil {
			return rawAnswer{}, err
		}
		w.conn, w.reader = conn, bufio.NewReader(conn)
	}
	w.conn.SetDeadline(time.Now().Add(answerTime))
	if _, err := w.conn.Write(r.bytes(w.address)); err != nil {
		return rawAnswer{}, err
	}
	response, err := http.ReadResponse(w.reader, &http.Request{Method: r.method})
	if err != nil {
		return rawAnswer{}, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return rawAnswer{}, err
	}
	if response.Close {
		w.close()
	}
	return rawAnswer{response.StatusCode, response.Header, body}, nil
}

func (r rawRequest) bytes(host string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.method, asciiPath(r.path), host)
	for _, header := range r.headers {
		fmt.Fprintf(&b, "%s: %s\r\n", header[0], header[1])
	}
	if r.body != nil {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.body))
	}
	b.WriteString("\r\n")
	return append([]byte(b.String()), r.body...)
}

// asciiPath escapes what cannot stand in a request line, and leaves everything else as it is written.
func asciiPath(path string) string {
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
