using System.Globalization;
using Microsoft.Data.Sqlite;
using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Storage;
using RtcVoice.Conversation.Transcripts;

namespace RtcVoice.Server.Storage;

/// <summary>
/// Conversations in a SQLite file. One thread at a time. Write-ahead logging with synchronous=NORMAL: a commit is handed to
/// the system without waiting for the disk, so that a process that is killed loses nothing of what was written; only a
/// power cut can take the last commits, and leaves a whole file all the same.
/// </summary>
internal sealed class HistoryDatabase : IDisposable
{
    /// <summary>The version of the tables that this program reads and writes.</summary>
    private const int SchemaVersion = 1;

    /// <summary>Conversations removed in one transaction: a few milliseconds.</summary>
    private const int PruneBatch = 100;

    /// <summary>Seconds that another program may hold the file before that counts as a failure.</summary>
    private const int BusySeconds = 5;

    private const string Schema = """
        CREATE TABLE calls (
            id TEXT PRIMARY KEY,
            started INTEGER NOT NULL,
            ended INTEGER,
            touched INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX calls_by_touched ON calls (touched);
        CREATE TABLE items (
            call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            place INTEGER NOT NULL,
            item TEXT NOT NULL,
            generated INTEGER,
            heard INTEGER,
            interrupted INTEGER NOT NULL,
            confidence TEXT,
            PRIMARY KEY (call_id, id)
        );
        """;

    private readonly SqliteConnection _connection;

    private HistoryDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a file, or makes it: readable by its owner alone, as it holds what people have said.</summary>
    /// <exception cref="SqliteException">It cannot be opened or written, or is no database.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    /// <exception cref="InvalidDataException">A later version of this program has made it.</exception>
    public static HistoryDatabase Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            var own = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                own.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using FileStream made = File.Open(path, own);
        }

        var name = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false, DefaultTimeout = BusySeconds };
        var connection = new SqliteConnection(name.ConnectionString);
        try
        {
            connection.Open();
            var database = new HistoryDatabase(connection);
            database.Prepare();
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes what has changed, all of it or nothing.</summary>
    public void Write(Dictionary<string, PendingCall> calls, DateTimeOffset now)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand upsertCall = Command(transaction, """
            INSERT INTO calls (id, started, ended, touched) VALUES ($call, $started, $ended, $now)
            ON CONFLICT (id) DO UPDATE SET ended = coalesce(excluded.ended, ended), touched = excluded.touched
            """, "$call", "$started", "$ended", "$now");
        using SqliteCommand upsertItem = Command(transaction, """
            INSERT INTO items (call_id, id, place, item, generated, heard, interrupted, confidence)
            VALUES ($call, $id, $place, $item, $generated, $heard, $interrupted, $confidence)
            ON CONFLICT (call_id, id) DO UPDATE SET place = excluded.place, item = excluded.item, generated = excluded.generated,
                heard = excluded.heard, interrupted = excluded.interrupted, confidence = excluded.confidence
            """, "$call", "$id", "$place", "$item", "$generated", "$heard", "$interrupted", "$confidence");
        using SqliteCommand deleteItem = Command(transaction, "DELETE FROM items WHERE call_id = $call AND id = $id", "$call", "$id");
        foreach ((string callId, PendingCall call) in calls)
        {
            Run(upsertCall, callId, Ticks(call.Started), Ticks(call.Ended), Ticks(now));
            foreach ((string id, RecordedItem? state) in call.Items)
            {
                if (state is { Place: var place, Item: var heard })
                {
                    Run(
                        upsertItem,
                        callId,
                        id,
                        place,
                        RealtimeJson.OfItem(heard.Item).GetRawText(),
                        heard.Generated?.Ticks,
                        heard.Heard?.Ticks,
                        heard.IsInterrupted ? 1 : 0,
                        heard.Confidence?.ToString());
                }
                else
                {
                    Run(deleteItem, callId, id);
                }
            }
        }

        transaction.Commit();
    }

    /// <summary>Reads a conversation; null when there is none.</summary>
    public StoredConversation? Read(string callId)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: true);
        using SqliteCommand call = Command(transaction, "SELECT started, ended FROM calls WHERE id = $call", "$call");
        call.Parameters[0].Value = callId;
        using SqliteDataReader found = call.ExecuteReader();
        if (!found.Read())
        {
            return null;
        }

        using SqliteCommand rows = Command(transaction, """
            SELECT item, generated, heard, interrupted, confidence FROM items WHERE call_id = $call ORDER BY place
            """, "$call");
        rows.Parameters[0].Value = callId;
        using SqliteDataReader row = rows.ExecuteReader();
        var items = new List<HeardItem>();
        while (row.Read())
        {
            items.Add(new HeardItem(
                RealtimeJson.ToItem(row.GetString(0)),
                row.IsDBNull(1) ? null : TimeSpan.FromTicks(row.GetInt64(1)),
                row.IsDBNull(2) ? null : TimeSpan.FromTicks(row.GetInt64(2)),
                row.GetInt64(3) != 0,
                row.IsDBNull(4) ? null : Enum.Parse<TranscriptConfidence>(row.GetString(4))));
        }

        DateTimeOffset? ended = found.IsDBNull(1) ? null : Time(found.GetInt64(1));
        return new StoredConversation(callId, Time(found.GetInt64(0)), ended, items);
    }

    /// <summary>Removes the conversations in which nothing has changed since a time. The room they took is used again, not given back.</summary>
    /// <returns>How many there were.</returns>
    public int Prune(DateTimeOffset unchangedSince)
    {
        using SqliteCommand delete = Command(
            null, "DELETE FROM calls WHERE id IN (SELECT id FROM calls WHERE touched < $time LIMIT $count)", "$time", "$count");
        int removed = 0;
        int count;
        do
        {
            count = Run(delete, Ticks(unchangedSince), PruneBatch);
            removed += count;
        }
        while (count == PruneBatch);

        return removed;
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private void Prepare()
    {
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = NORMAL");
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand version = Command(transaction, "PRAGMA user_version");
        long found = (long)version.ExecuteScalar()!;
        if (found > SchemaVersion)
        {
            throw new InvalidDataException($"it was made by a later version of this program (its tables are {found}, ours {SchemaVersion})");
        }

        if (found == 0)
        {
            using SqliteCommand make = Command(transaction, Schema);
            make.ExecuteNonQuery();
        }

        // Also where nothing is new: what cannot be written is to be known at the start.
        using SqliteCommand stamp = Command(transaction, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
        stamp.ExecuteNonQuery();
        transaction.Commit();
    }

    private void Run(string sql)
    {
        using SqliteCommand command = Command(null, sql);
        command.ExecuteNonQuery();
    }

    private static int Run(SqliteCommand command, params object?[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction? transaction, string sql, params string[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Every text is a constant of this file; what comes from outside goes by parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (string parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }

    private static long Ticks(DateTimeOffset time) => time.UtcTicks;

    private static long? Ticks(DateTimeOffset? time) => time?.UtcTicks;

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
