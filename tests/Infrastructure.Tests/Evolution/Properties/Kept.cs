using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CleanES.Infrastructure.Tests.Schemas.Properties;

namespace CleanES.Infrastructure.Tests.Evolution.Properties;

/// <summary>Holds what was made of a value against what it was: nothing is lost, and nothing is another value unless the schemas say so.</summary>
internal static class Kept
{
    public static void Check(RecordType older, RecordType newer, JsonObject before, JsonObject after)
    {
        foreach (var field in newer.Fields)
        {
            var old = older.Fields.Find(one => one.Name == field.Name) ?? older.Fields.Find(one => field.Aliases.Contains(one.Name));
            var isThere = after.TryGetPropertyValue(field.Name, out var now);
            if (old is null) Check(field.Type, field.Type, JsonNode.Parse(field.Default!), now, field.Name);      // what it leaves out may have defaults, too
            else if (before.TryGetPropertyValue(old.Name, out var was)) Check(old.Type, field.Type, was, now, field.Name);
            else if (old.Default is not null) Check(old.Type, field.Type, JsonNode.Parse(old.Default), now, field.Name);
            else Assert.False(isThere, $"{field.Name} was not there before.");
        }
    }

    /// <summary>All stays as it was, but that what is missing may have become a default of its name.</summary>
    public static void CheckAll(JsonObject before, JsonObject after, JsonNode schema)
    {
        var defaults = Within(schema).OfType<JsonObject>().Where(field => field.ContainsKey("name") && field.ContainsKey("default")).ToLookup(field => (string)field["name"]!, field => field["default"]);
        Assert.True(IsSame(before, after), $"It was {before.ToJsonString()} and is {after.ToJsonString()}.");

        bool IsSame(JsonNode? was, JsonNode? now) => (was, now) switch
        {
            (JsonObject one, JsonObject other) => one.All(property => other.ContainsKey(property.Key))
                && other.All(property => one.TryGetPropertyValue(property.Key, out var value) ? IsSame(value, property.Value) : defaults[property.Key].Any(initial => IsSame(initial, property.Value))),
            (JsonArray one, JsonArray other) => one.Count == other.Count && one.Zip(other).All(pair => IsSame(pair.First, pair.Second)),
            _ => JsonNode.DeepEquals(was, now),
        };
    }

    private static IEnumerable<JsonNode?> Within(JsonNode? json) => (json switch
    {
        JsonObject properties => properties.SelectMany(property => Within(property.Value)),
        JsonArray items => items.SelectMany(Within),
        _ => [],
    }).Prepend(json);

    private static void Check(AvroType older, AvroType newer, JsonNode? before, JsonNode? after, string name)
    {
        var (olds, news) = (Candidates(older, before), Candidates(newer, before));
        if (before is not (JsonObject or JsonArray)) CheckToken(olds, news, before, after, name);
        else if (olds.Count == 1 && news.Count == 1) CheckWithin(olds[0], news[0], before, after, name);     // else it is not known which branch it is
    }

    private static void CheckWithin(AvroType older, AvroType newer, JsonNode before, JsonNode? after, string name)
    {
        switch (older, newer, before, after)
        {
            case (RecordType old, RecordType now, JsonObject was, JsonObject made):
                Check(old, now, was, made);
                break;
            case (MapType old, MapType now, JsonObject was, JsonObject made):
                Assert.Equal(was.Select(entry => entry.Key), made.Select(entry => entry.Key));
                foreach (var (key, value) in was) Check(old.Values, now.Values, value, made[key], $"{name}[\"{key}\"]");
                break;
            case (ArrayType old, ArrayType now, JsonArray was, JsonArray made):
                Assert.Equal(was.Count, made.Count);
                for (var index = 0; index < was.Count; index++) Check(old.Items, now.Items, was[index], made[index], $"{name}[{index}]");
                break;
            default:
                Assert.Fail($"{name} was {before} and is {after}.");
                break;
        }
    }

    /// <summary>A token is of the first branch that it fits; a symbol that is gone becomes the enum's default.</summary>
    private static void CheckToken(List<AvroType> olds, List<AvroType> news, JsonNode? before, JsonNode? after, string name)
    {
        var meant = olds.Cast<ScalarType>().FirstOrDefault(type => Fits(type, before));
        if (meant is not null && DefinitionOf(meant)["symbols"] is not null)
        {
            var now = news.Cast<ScalarType>().Where(type => DefinitionOf(type)["symbols"] is not null).MinBy(type => NameDistance(meant, type))!;
            AssertSame(Fits(now, before) ? before : DefinitionOf(now)["default"], after, name);
            return;
        }

        AssertSame(before, after, name);
        if (meant is { Identity: "int" or "long" } && news.FindAll(type => type.Identity != "null") is [{ Identity: "float" or "double" } only])
            Assert.True(IsExact(only.Identity, before!.ToJsonString()), $"{name}, {before}, is another number as {only.Identity}.");
    }

    private static bool Fits(ScalarType type, JsonNode? token)
    {
        var schema = DefinitionOf(type);
        schema["name"] = "a";
        return new Reference(schema.ToJsonString()).Accepts(Encoding.UTF8.GetBytes(token?.ToJsonString() ?? "null"));
    }

    private static JsonNode DefinitionOf(ScalarType type) => JsonNode.Parse(type.Definition)!;

    private static int NameDistance(AvroType older, AvroType newer)
    {
        var old = ShortName(older.FullName!);
        return older.FullName == newer.FullName ? 0 : old == ShortName(newer.FullName!) ? 1 : newer.Aliases.Any(alias => ShortName(alias) == old) ? 2 : 3;
    }

    private static string ShortName(string name) => name.Split('.')[^1];

    private static bool IsExact(string type, string number) => type == "float"
        ? (Int128)float.Parse(number, CultureInfo.InvariantCulture) == Int128.Parse(number, CultureInfo.InvariantCulture)
        : (Int128)double.Parse(number, CultureInfo.InvariantCulture) == Int128.Parse(number, CultureInfo.InvariantCulture);

    private static void AssertSame(JsonNode? before, JsonNode? after, string name) =>
        Assert.True(JsonNode.DeepEquals(before, after), $"{name} was {before?.ToJsonString() ?? "null"} and is {after?.ToJsonString() ?? "null"}.");

    /// <summary>The branches that a token of this kind can be of.</summary>
    private static List<AvroType> Candidates(AvroType type, JsonNode? token) => [.. (type is UnionType union ? union.Branches : [type]).Where(branch => token switch
    {
        JsonObject => branch.IsObject,
        JsonArray => branch is ArrayType,
        _ => branch is ScalarType,
    })];
}
